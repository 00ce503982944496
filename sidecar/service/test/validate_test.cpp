#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>
#include <unistd.h>

#include "digest.h"
#include "job_store.h"
#include "validate.h"

using avatar::JobStore;
using nlohmann::json;

namespace {
json good() {
  return json::parse(R"({"script":{"segments":[{"slideId":"a","text":"Hello.","lang":"en-us"}],"lexicon":[]},
    "slides":[{"id":"a","sha256":")" + std::string(64, 'a') + R"("}],"presenter":"","voice":"","backend":"auto",
    "profile":{"w":1280,"h":720,"fps":25,"panel":{"x":930,"y":150,"w":320,"h":360}},"deadlineMs":1000,"label":"Synthetic"})");
}
std::filesystem::path scratch(const char* name) {
  auto path = std::filesystem::temp_directory_path() / (std::string("avatar-") + name + std::to_string(getpid()));
  std::filesystem::remove_all(path);
  return path;
}
}  // namespace

TEST_CASE("a digest is the one everybody else computes") {
  CHECK(avatar::sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("a good job has no fault, a bad one names its path") {
  CHECK_FALSE(avatar::fault_of(good()));
  json job = good();
  job["script"]["segments"][0]["slideId"] = "b";
  CHECK(avatar::fault_of(job)->path == "script.segments.0.slideId");
  job = good();
  job["profile"]["panel"]["x"] = 1000;
  CHECK(avatar::fault_of(job)->path == "profile.panel");
  job = good();
  job["slides"][0]["sha256"] = "../../etc/passwd";
  CHECK(avatar::fault_of(job)->path == "slides.0.sha256");
  job = good();
  job["label"] = "";
  CHECK(avatar::fault_of(job)->path == "label");
  for (const char* key : {"script", "slides", "profile", "deadlineMs", "voice"}) {
    job = good();
    job.erase(key);
    CHECK(avatar::fault_of(job));
  }
}

TEST_CASE("a job is known by its id and body, and the queue has an end") {
  JobStore store(scratch("queue"), 1);
  CHECK(store.put("one", "body").outcome == JobStore::Put::created);
  CHECK(store.put("one", "body").outcome == JobStore::Put::known);
  CHECK(store.put("one", "other").outcome == JobStore::Put::other_body);
  CHECK(store.put("two", "body").outcome == JobStore::Put::queue_full);
}

TEST_CASE("what a process left is queued again, and half an event is none") {
  const auto folder = scratch("left");
  {
    JobStore store(folder, 4);
    store.put("one", "body");
    const auto job = store.next();
    store.append(*job, {{"stage", "render"}});
  }
  FILE* file = fopen((folder / "jobs/one/events.ndjson").c_str(), "a");
  fputs("{\"seq\":2,\"sta", file);
  fclose(file);
  JobStore store(folder, 4);
  const auto job = store.next();
  CHECK(job->id == "one");
  CHECK(job->events.size() == 1);
}

TEST_CASE("a failed job that may be tried again begins after its failure") {
  JobStore store(scratch("again"), 4);
  store.put("one", "body");
  const auto job = store.next();
  store.append(*job, {{"failed", {{"code", "DEVICE_LOST"}, {"message", ""}, {"retryable", true}}}});
  store.settle(*job, "failed");
  CHECK(store.put("one", "body").from == 1);
  CHECK(store.next()->id == "one");
}

TEST_CASE("a cancelled job leaves no file") {
  const auto folder = scratch("cancel");
  JobStore store(folder, 4);
  store.put("one", "body");
  CHECK(store.cancel("one"));
  CHECK_FALSE(std::filesystem::exists(folder / "jobs/one"));
  CHECK_FALSE(store.cancel("one"));
}
