#include "job_store.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <fstream>
#include <sstream>

namespace avatar {
namespace fs = std::filesystem;
using nlohmann::json;

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << in.rdbuf();
  return bytes.str();
}

void write_file(const fs::path& path, std::string_view bytes) {
  static std::atomic<unsigned> count{0};
  fs::path beside = path;
  beside += "." + std::to_string(count++) + ".part";
  {
    std::ofstream out(beside, std::ios::binary | std::ios::trunc);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!out.flush()) throw std::runtime_error("cannot write " + path.string());
  }
  fs::rename(beside, path);
}

JobStore::JobStore(fs::path folder, std::size_t queue_max)
    : jobs_(folder / "jobs"), slides_(folder / "slides"), queue_max_(queue_max) {
  fs::create_directories(jobs_);
  fs::create_directories(slides_);
  load();
}

void JobStore::load() {
  for (const auto& entry : fs::directory_iterator(jobs_)) {
    const json state = json::parse(read_file(entry.path() / "state.json"), nullptr, false);
    if (!state.is_object() || state.value("status", "") == "cancelled") {
      fs::remove_all(entry.path());
      continue;
    }
    auto job = std::make_shared<Job>();
    job->id = entry.path().filename().string();
    job->folder = entry.path();
    job->body = read_file(entry.path() / "job.json");
    job->status = state.value("status", "queued");
    job->from = state.value("from", std::size_t{0});
    job->retryable = state.value("retryable", false);
    std::istringstream lines(read_file(entry.path() / "events.ndjson"));
    std::string whole;
    for (std::string line; std::getline(lines, line);) {
      // What a killed process left half written is no event, and must not be in front of the next.
      if (!json::accept(line)) break;
      job->events.push_back(line);
      whole += line + "\n";
    }
    write_file(entry.path() / "events.ndjson", whole);
    known_[job->id] = job;
    if (job->ended()) continue;
    job->status = "queued";
    queue_.push_back(job);
  }
}

JobStore::Answer JobStore::put(const std::string& id, const std::string& body) {
  std::lock_guard held(lock);
  JobRef job;
  if (const auto found = known_.find(id); found != known_.end()) {
    job = found->second;
    if (job->body != body) return {Put::other_body, job};
    if (!(job->status == "failed" && job->retryable)) return {Put::known, job, job->from, job->events.size()};
  }
  if (queue_.size() >= queue_max_) return {Put::queue_full, job};
  const bool is_new = job == nullptr;
  if (is_new) {
    job = std::make_shared<Job>();
    job->id = id;
    job->body = body;
    job->folder = jobs_ / id;
    fs::create_directories(job->folder);
    write_file(job->folder / "job.json", body);
    known_[id] = job;
  }
  job->status = "queued";
  job->from = job->events.size();
  save_state(*job);
  queue_.push_back(job);
  changed.notify_all();
  return {is_new ? Put::created : Put::known, job, job->from, job->events.size()};
}

JobRef JobStore::find(const std::string& id) {
  std::lock_guard held(lock);
  const auto found = known_.find(id);
  return found == known_.end() ? nullptr : found->second;
}

JobRef JobStore::next() {
  std::unique_lock held(lock);
  changed.wait(held, [&] { return closed_ || !queue_.empty(); });
  if (closed_) return nullptr;
  JobRef job = queue_.front();
  queue_.erase(queue_.begin());
  job->status = "running";
  save_state(*job);
  return job;
}

void JobStore::append(Job& job, json event) {
  std::lock_guard held(lock);
  if (job.status == "cancelled") return;
  event["seq"] = job.events.size() + 1;
  event["t"] = std::chrono::duration_cast<std::chrono::milliseconds>(
                   std::chrono::system_clock::now().time_since_epoch()).count();
  const std::string line = event.dump(-1, ' ', false, json::error_handler_t::replace);
  {
    std::ofstream out(job.folder / "events.ndjson", std::ios::app | std::ios::binary);
    out << line << "\n";
  }
  if (event.contains("stage")) job.last_stage = event;
  if (event.contains("failed")) job.retryable = event["failed"].value("retryable", false);
  job.events.push_back(line);
  changed.notify_all();
}

void JobStore::settle(Job& job, const std::string& status) {
  std::lock_guard held(lock);
  if (job.status == "cancelled") return;
  job.status = status;
  save_state(job);
  changed.notify_all();
}

bool JobStore::cancel(const std::string& id) {
  std::lock_guard held(lock);
  const auto found = known_.find(id);
  if (found == known_.end()) return false;
  const JobRef job = found->second;
  const bool is_at_work = job->status == "running";
  job->status = "cancelled";
  job->events.push_back(json{{"seq", job->events.size() + 1}, {"failed", {{"code", "CANCELLED"},
      {"message", "the job was removed"}, {"retryable", false}}}}.dump());
  save_state(*job);
  known_.erase(found);
  std::erase(queue_, job);
  if (!is_at_work) fs::remove_all(job->folder);
  changed.notify_all();
  return true;
}

void JobStore::drop_if_cancelled(Job& job) {
  std::lock_guard held(lock);
  // The same job may have been asked for again meanwhile; its folder is then in use.
  if (job.status == "cancelled" && !known_.contains(job.id)) fs::remove_all(job.folder);
}

void JobStore::close() {
  std::lock_guard held(lock);
  closed_ = true;
  changed.notify_all();
}

std::size_t JobStore::queued() {
  std::lock_guard held(lock);
  return queue_.size();
}

void JobStore::save_state(const Job& job) {
  write_file(job.folder / "state.json",
             json{{"status", job.status}, {"from", job.from}, {"retryable", job.retryable}}.dump());
}
}  // namespace avatar
