#include "film/report.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "render/raster.h"

namespace avatar {
using nlohmann::json;
namespace {

double rounded(double x, double digits) {
  const double scale = std::pow(10, digits);
  return std::round(x * scale) / scale;
}

json figures(const Found& found) {
  return {{"frames", found.frames}, {"fps", found.fps}, {"duration", found.seconds}, {"soundDuration", found.sound_seconds},
          {"avOffsetMs", rounded(found.offset_ms, 2)}, {"closuresVisible", rounded(found.closures, 4)},
          {"closuresHeard", found.closures_heard}, {"voiceHeard", rounded(found.heard, 4)}, {"mouthCorrelation", rounded(found.correlation, 4)},
          {"mouthCorrelationShuffled", rounded(found.shuffled, 4)}, {"stillInSilence", rounded(found.still, 4)}};
}

json check(const char* name, bool ok, const std::string& found) { return {{"name", name}, {"ok", ok}, {"found", found}}; }

std::string number(double x) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3g", x);
  return text;
}

// A talk of a few words has too few of them to measure lips by.
constexpr int kEnoughClosures = 12;
constexpr double kEnoughSeconds = 15;

json checks_of(const Making& making, const Job& job, const Timeline& line, const std::vector<Cue>& cues, const Found& found) {
  json checks = json::array();
  checks.push_back(check("frames", found.frames == line.frames, std::to_string(found.frames) + " of " + std::to_string(line.frames)));
  const double apart = std::abs(found.seconds - found.sound_seconds);
  checks.push_back(check("sound_ends_with_picture", apart <= 2.0 / job.fps, number(apart * 1000) + " ms apart"));
  if (found.spoken > 0) checks.push_back(check("voice_is_heard", found.heard >= .9, number(found.heard)));
  const auto faults = caption_faults(cues, line);
  checks.push_back(check("captions", faults.empty(), faults.empty() ? "every word once" : faults.front()));
  // Only of our own presenter is it known where its mouth is.
  const bool is_ours = making.backend == "cpu" || making.backend == "cuda";
  const bool is_seen = is_ours && found.seconds >= kEnoughSeconds;
  if (is_seen) checks.push_back(check("av_offset", std::abs(found.offset_ms) <= 40, number(found.offset_ms) + " ms"));
  if (is_seen && found.closures_heard >= kEnoughClosures) {
    checks.push_back(check("closures_visible", found.closures >= .9, number(found.closures)));
    checks.push_back(check("mouth_follows_voice", found.correlation >= .4 && found.correlation > found.shuffled + .2, number(found.correlation)));
  }
  return checks;
}

}  // namespace

std::string timings_of(const Job& job, const Timeline& line) {
  json words = json::array(), phones = json::array(), slides = json::array();
  for (const auto& word : line.words) words.push_back({{"t0", rounded(word.t0, 4)}, {"t1", rounded(word.t1, 4)}, {"text", word.text}});
  for (const auto& phone : line.phones) phones.push_back({{"t0", rounded(phone.t0, 4)}, {"t1", rounded(phone.t1, 4)}, {"ipa", phone.ipa}});
  for (std::size_t i = 0; i < line.slide_frames.size(); ++i)
    slides.push_back({{"id", job.segments[i].slide}, {"t0", double(line.slide_frames[i]) / job.fps}});
  return json{{"sampleRate", line.rate}, {"words", words}, {"phones", phones}, {"slides", slides}}.dump();
}

std::vector<Phone> phones_in(const std::string& timings) {
  std::vector<Phone> phones;
  const json told = json::parse(timings);
  for (const auto& phone : told["phones"]) phones.push_back({phone["t0"], phone["t1"], phone["ipa"]});
  return phones;
}

std::string report_of(const Job& job, const Timeline& line, const std::vector<Cue>& cues, const Found& found, const Making& making) {
  json report = figures(found);
  report["backend"] = making.backend;
  report["lanes"] = lane_width();
  report["renderSeconds"] = rounded(making.took, 3);
  report["realtimeFactor"] = rounded(line.seconds / making.took, 3);
  report["captionCharactersASecond"] = rounded(fastest(cues), 2);
  report["degraded"] = json::array();
  report["checks"] = checks_of(making, job, line, cues, found);
  return report.dump();
}

std::string found_as_json(const Found& found) { return figures(found).dump(); }

}  // namespace avatar
