#include "renderer.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <stdexcept>

namespace avatar {
namespace {
using Clock = std::chrono::steady_clock;

long since(Clock::time_point moment) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - moment).count();
}

std::string verdict(const ChildRun& run, Clock::time_point began, Clock::time_point heard) {
  if (run.should_stop()) return "stopped";
  if (since(began) > run.deadline_ms) return "overdue";
  return since(heard) > run.stall_ms ? "stalled" : "";
}
}  // namespace

ChildEnd run_child(const ChildRun& run) {
  std::vector<char*> argv;
  for (const auto& word : run.command) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  int out[2];
  if (pipe2(out, O_CLOEXEC) != 0) throw std::runtime_error("no pipe for the renderer");
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("no process for the renderer");
  if (child == 0) {
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(127);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    dup2(out[1], STDOUT_FILENO);
    execvp(argv[0], argv.data());
    _exit(127);
  }
  setpgid(child, child);
  close(out[1]);
  const auto began = Clock::now();
  auto heard = began;
  std::string rest, how;
  char buffer[4096];
  for (;;) {
    if (how = verdict(run, began, heard); !how.empty()) break;
    pollfd waiting{out[0], POLLIN, 0};
    if (poll(&waiting, 1, 50) <= 0) continue;
    const ssize_t count = read(out[0], buffer, sizeof buffer);
    if (count <= 0) break;
    heard = Clock::now();
    rest.append(buffer, static_cast<std::size_t>(count));
    for (std::size_t end; (end = rest.find('\n')) != std::string::npos; rest.erase(0, end + 1)) {
      run.on_line(rest.substr(0, end));
    }
    if (rest.size() > 1'000'000) rest.clear();
  }
  // Also after a good end: nothing of the group may go on writing into the job's folder.
  if (!how.empty()) kill(-child, SIGKILL);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  kill(-child, SIGKILL);
  close(out[0]);
  if (!how.empty()) return {how, 0};
  if (WIFSIGNALED(status)) return {"signalled", WTERMSIG(status)};
  return {"exited", WEXITSTATUS(status)};
}
}  // namespace avatar
