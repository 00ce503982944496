#include "validate.h"

#include <set>

#include "digest.h"

namespace avatar {
using nlohmann::json;

namespace {
using Found = std::optional<Fault>;

Found whole(const json& in, const char* key, const std::string& path, long least, long most) {
  if (in.is_object() && in.contains(key) && in[key].is_number_integer()) {
    const long value = in[key].get<long>();
    if (value >= least && value <= most) return {};
  }
  return Fault{path + key, "a whole number from " + std::to_string(least) + " to " + std::to_string(most)};
}

Found text(const json& in, const char* key, const std::string& path) {
  if (in.is_object() && in.contains(key) && in[key].is_string()) return {};
  return Fault{path + key, "a text"};
}

Found profile_fault(const json& job) {
  if (!job.contains("profile") || !job["profile"].is_object()) return Fault{"profile", "an object"};
  const json& profile = job["profile"];
  for (const char* side : {"w", "h"}) {
    if (auto fault = whole(profile, side, "profile.", 16, 4096)) return fault;
    if (profile[side].get<long>() % 2 != 0) return Fault{std::string("profile.") + side, "an even number"};
  }
  if (auto fault = whole(profile, "fps", "profile.", 1, 120)) return fault;
  if (!profile.contains("panel")) return Fault{"profile.panel", "an object"};
  const json& panel = profile["panel"];
  for (const char* key : {"x", "y", "w", "h"}) {
    if (auto fault = whole(panel, key, "profile.panel.", 0, 4096)) return fault;
  }
  const bool fits = panel["x"].get<long>() + panel["w"].get<long>() <= profile["w"].get<long>() &&
                    panel["y"].get<long>() + panel["h"].get<long>() <= profile["h"].get<long>();
  if (!fits) return Fault{"profile.panel", "within the picture"};
  return {};
}

// What is said instead of what is written: a text, and for each of its words the written word it stands for.
Found spoken_fault(const json& segment, const std::string& path) {
  if (!segment.contains("spoken")) return {};
  const json& spoken = segment["spoken"];
  if (auto fault = text(spoken, "text", path + "spoken.")) return fault;
  const Fault words{path + "spoken.words", "a list of whole numbers"};
  if (!spoken.contains("words") || !spoken["words"].is_array()) return words;
  for (const json& word : spoken["words"])
    if (!word.is_number_integer()) return words;
  return {};
}

Found one_of(const json& job, const char* key, std::initializer_list<const char*> names) {
  if (!job.contains(key)) return {};
  std::string all;
  for (const char* name : names) {
    if (job[key] == name) return {};
    all += (all.empty() ? "" : " or ") + std::string(name);
  }
  return Fault{key, all};
}

Found lexicon_fault(const json& job) {
  if (!job.contains("script") || !job["script"].contains("lexicon")) return {};
  if (!job["script"]["lexicon"].is_array()) return Fault{"script.lexicon", "a list"};
  for (const json& entry : job["script"]["lexicon"])
    for (const char* key : {"term", "say"})
      if (auto fault = text(entry, key, "script.lexicon.")) return fault;
  return {};
}

Found segments_fault(const json& job, const std::set<std::string>& slides) {
  const json* segments = job.contains("script") && job["script"].is_object() && job["script"].contains("segments")
                             ? &job["script"]["segments"]
                             : nullptr;
  if (!segments || !segments->is_array() || segments->empty() || segments->size() > 500) {
    return Fault{"script.segments", "a list of 1 to 500 segments"};
  }
  for (std::size_t i = 0; i < segments->size(); i++) {
    const std::string path = "script.segments." + std::to_string(i) + ".";
    const json& segment = (*segments)[i];
    for (const char* key : {"slideId", "text", "lang"}) {
      if (auto fault = text(segment, key, path)) return fault;
    }
    if (segment["text"].get<std::string>().empty()) return Fault{path + "text", "something to say"};
    if (segment.contains("pauseMs"))
      if (auto fault = whole(segment, "pauseMs", path, 0, 60'000)) return fault;
    if (auto fault = spoken_fault(segment, path)) return fault;
    if (!slides.contains(segment["slideId"].get<std::string>())) {
      return Fault{path + "slideId", "the id of one of the slides"};
    }
  }
  return {};
}
}  // namespace

std::optional<Fault> fault_of(const json& job) {
  if (!job.is_object()) return Fault{"", "a JSON object"};
  for (const char* key : {"presenter", "voice", "backend", "label"}) {
    if (auto fault = text(job, key, "")) return fault;
  }
  if (job["label"].get<std::string>().empty()) {
    return Fault{"label", "the words that say on every frame that this is synthetic"};
  }
  if (auto fault = whole(job, "deadlineMs", "", 1, 86'400'000)) return fault;
  if (auto fault = profile_fault(job)) return fault;
  if (auto fault = one_of(job, "framing", {"portrait", "studio"})) return fault;
  if (auto fault = one_of(job, "motion", {"full", "reduced"})) return fault;
  if (!job.contains("slides") || !job["slides"].is_array()) return Fault{"slides", "a list"};
  std::set<std::string> ids;
  for (std::size_t i = 0; i < job["slides"].size(); i++) {
    const std::string path = "slides." + std::to_string(i) + ".";
    const json& slide = job["slides"][i];
    for (const char* key : {"id", "sha256"}) {
      if (auto fault = text(slide, key, path)) return fault;
    }
    // A hash and nothing else becomes part of a path, so none can lead out of the folder of slides.
    if (!is_hex(slide["sha256"].get<std::string>(), 64)) return Fault{path + "sha256", "64 hexadecimal digits"};
    ids.insert(slide["id"].get<std::string>());
  }
  if (auto fault = segments_fault(job, ids)) return fault;
  return lexicon_fault(job);
}
}  // namespace avatar
