#pragma once
#include <condition_variable>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace avatar {
/** One job as it stands. All members but `id`, `folder` and `body` change under the store's lock. */
struct Job {
  std::string id;
  std::filesystem::path folder;
  std::string body;
  /** queued, running, done, failed or cancelled. */
  std::string status = "queued";
  /** Event after which the present run begins; a failed job that is asked for again runs anew. */
  std::size_t from = 0;
  /** Lines of JSON; the n-th has seq n. */
  std::vector<std::string> events;
  nlohmann::json last_stage = nlohmann::json::object();
  bool retryable = false;
  bool ended() const { return status == "done" || status == "failed" || status == "cancelled"; }
};
using JobRef = std::shared_ptr<Job>;

/** Jobs and slides on disk. What a process that died was doing is queued again when the store opens. */
class JobStore {
 public:
  JobStore(std::filesystem::path folder, std::size_t queue_max);
  enum class Put { created, known, other_body, queue_full };
  struct Answer {
    Put outcome;
    JobRef job;
    std::size_t from = 0;
    std::size_t seq = 0;
  };
  Answer put(const std::string& id, const std::string& body);
  JobRef find(const std::string& id);
  /** Waits for the oldest queued job; null once the store is closed. */
  JobRef next();
  /** Adds a line to the job's events, on disk before anyone sees it. */
  void append(Job& job, nlohmann::json event);
  void settle(Job& job, const std::string& status);
  /** Marks it cancelled; its folder goes as soon as nobody works in it. False where there is none. */
  bool cancel(const std::string& id);
  void drop_if_cancelled(Job& job);
  void close();

  std::filesystem::path slide(const std::string& sha256) const { return slides_ / (sha256 + ".png"); }
  std::filesystem::path slides() const { return slides_; }
  std::size_t queued();

  std::mutex lock;
  std::condition_variable changed;

 private:
  void save_state(const Job& job);
  void load();
  std::filesystem::path jobs_, slides_;
  std::size_t queue_max_;
  std::map<std::string, JobRef> known_;
  std::vector<JobRef> queue_;
  bool closed_ = false;
};

std::string read_file(const std::filesystem::path& path);
/** Whole or not at all: written beside, then renamed. */
void write_file(const std::filesystem::path& path, std::string_view bytes);
}  // namespace avatar
