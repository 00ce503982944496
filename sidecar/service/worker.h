#pragma once
#include <atomic>
#include <filesystem>
#include <string>

#include "job_store.h"

namespace avatar {
/** The program that renders one job: `PROGRAM JOB_FOLDER SLIDES_FOLDER`, and `PROGRAM --probe`. */
struct Worker {
  JobStore& store;
  std::filesystem::path program;
  long stall_ms;
  std::atomic<bool> stopping{false};
  std::atomic<unsigned> done{0}, failed{0};
  /** Works off the queue, one job at a time, until the store is closed. */
  void work();
  /** The renderer's answer to `--probe`, which renders a frame and looks at it; empty where it failed. */
  std::string probe() const;

 private:
  void render(Job& job);
  void publish(Job& job);
};
inline constexpr const char* ARTIFACTS[] = {"video.mp4", "captions.vtt", "poster.jpg", "timings.json", "report.json"};
}  // namespace avatar
