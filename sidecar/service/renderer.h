#pragma once
#include <functional>
#include <string>
#include <vector>

namespace avatar {
/** How a child process ended. */
struct ChildEnd {
  /** exited, signalled, stalled, overdue or stopped; `code` is its status or signal. */
  std::string how;
  int code = 0;
};

struct ChildRun {
  std::vector<std::string> command;
  /** Longest silence on its stdout, and longest life, in milliseconds. */
  long stall_ms;
  long deadline_ms;
  std::function<void(const std::string& line)> on_line;
  std::function<bool()> should_stop;
};

/**
 * Runs a program in a process group of its own and hands over its lines as they come. A crash of a
 * library ends that process alone; stopping it ends the whole group.
 */
ChildEnd run_child(const ChildRun& run);
}  // namespace avatar
