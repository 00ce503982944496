#include "worker.h"

#include "digest.h"
#include "renderer.h"

namespace avatar {
namespace fs = std::filesystem;
using nlohmann::json;

namespace {
json failure(const char* code, const std::string& message, bool retryable) {
  return {{"failed", {{"code", code}, {"message", message}, {"retryable", retryable}}}};
}

json failure_of(const ChildEnd& end) {
  if (end.how == "stalled") return failure("BACKEND_STALLED", "the renderer gave no sign of life", true);
  if (end.how == "overdue") return failure("DEADLINE", "the job took longer than it may", false);
  if (end.how == "signalled")
    return failure("BACKEND_CRASHED", "the renderer was ended by signal " + std::to_string(end.code), true);
  return failure("BACKEND_CRASHED", "the renderer ended with code " + std::to_string(end.code), true);
}
}  // namespace

void Worker::work() {
  while (const JobRef job = store.next()) {
    render(*job);
    store.drop_if_cancelled(*job);
  }
}

void Worker::render(Job& job) {
  const json body = json::parse(job.body);
  bool has_failed = false;
  ChildRun run;
  run.command = {program.string(), job.folder.string(), store.slides().string()};
  run.stall_ms = stall_ms;
  run.deadline_ms = body.value("deadlineMs", 3'600'000L);
  run.on_line = [&](const std::string& line) {
    json event = json::parse(line, nullptr, false);
    if (!event.is_object() || event.contains("done")) return;
    has_failed = has_failed || event.contains("failed");
    store.append(job, std::move(event));
  };
  run.should_stop = [&] {
    if (stopping) return true;
    std::lock_guard held(store.lock);
    return job.status == "cancelled";
  };
  const ChildEnd end = run_child(run);
  // Stopped by us: cancelled, or to go on at the next start; neither is a failure of the job.
  if (end.how == "stopped") return;
  if (end.how == "exited" && end.code == 0 && !has_failed) return publish(job);
  if (!has_failed) store.append(job, failure_of(end));
  failed++;
  store.settle(job, "failed");
}

void Worker::publish(Job& job) {
  json artifacts = json::array();
  for (const char* name : ARTIFACTS) {
    const fs::path path = job.folder / "out" / name;
    if (!fs::exists(path)) {
      store.append(job, failure("VERIFY_FAILED", std::string("the renderer left no ") + name, true));
      failed++;
      return store.settle(job, "failed");
    }
    const std::string bytes = read_file(path);
    artifacts.push_back({{"name", name}, {"sha256", sha256_hex(bytes)}, {"size", bytes.size()}});
  }
  store.append(job, {{"done", {{"artifacts", artifacts}}}});
  done++;
  store.settle(job, "done");
}

std::string Worker::probe() const {
  std::string answer;
  ChildRun run{{program.string(), "--probe"}, 20'000, 20'000, [&](const std::string& line) { answer = line; },
               [this] { return stopping.load(); }};
  const ChildEnd end = run_child(run);
  return end.how == "exited" && end.code == 0 && json::accept(answer) ? answer : "";
}
}  // namespace avatar
