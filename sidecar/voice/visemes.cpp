#include "voice/visemes.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string_view>
#include <utility>

namespace avatar {
namespace {

constexpr double kWindow = 0.1;
// Voices reach their loudness a little after a phone begins; with this both are centred on each other.
constexpr double kLag = 0.01;
constexpr double kStep = 0.01;
// A shorter gap is a stop's own silence, through which lips do not rest.
constexpr double kShortestSilence = 0.1;
constexpr Mouth kRest{0, .3F, 0};
constexpr Mouth kConsonant{.2F, .4F, 0};

// Sonorants are voiced with the jaw down, voiceless consonants with it nearly up.
// Matched by the front of the phone, so longer names stand before their own beginnings.
constexpr auto kShapes = std::to_array<std::pair<std::string_view, Mouth>>({
    {"tʃ", {.2F, .4F, .4F}}, {"dʒ", {.2F, .4F, .4F}},
    {"m", kRest},           {"b", kRest},           {"p", kRest},
    {"f", {.08F, .4F, 0}},  {"v", {.08F, .4F, 0}},  {"ɑ", {1, .5F, 0}},
    {"æ", {.9F, .8F, 0}},   {"a", {.9F, .7F, 0}},   {"ɐ", {.8F, .45F, 0}},
    {"ʌ", {.7F, .45F, 0}},  {"ɔ", {.75F, .2F, .5F}}, {"o", {.55F, .2F, .8F}},
    {"ɛ", {.6F, .7F, 0}},   {"e", {.55F, .7F, 0}},  {"ə", {.45F, .4F, .1F}},
    {"ɚ", {.4F, .4F, .1F}}, {"ɜ", {.5F, .4F, .1F}}, {"ɪ", {.46F, .85F, 0}},
    {"ᵻ", {.4F, .9F, 0}},   {"i", {.44F, .9F, 0}},  {"ʊ", {.3F, 0, 1}},
    {"u", {.30F, 0, 1}},    {"w", {.2F, 0, 1}},     {"ʃ", {.2F, .4F, .4F}},
    {"ʒ", {.2F, .4F, .4F}},
    {"n", {.36F, .45F, 0}}, {"ŋ", {.36F, .45F, 0}}, {"l", {.38F, .45F, 0}},
    {"ɹ", {.36F, .3F, .3F}}, {"j", {.34F, .8F, 0}}, {"t", {.12F, .45F, 0}},
    {"s", {.12F, .55F, 0}}, {"k", {.14F, .4F, 0}},  {"θ", {.14F, .4F, 0}},
    {"h", {.16F, .4F, 0}},
});

std::string_view without_stress(std::string_view ipa) {
  for (std::string_view mark : {"ˈ", "ˌ"})
    if (ipa.starts_with(mark)) ipa.remove_prefix(mark.size());
  return ipa;
}

bool is_silence(std::string_view ipa) { return ipa.empty() || ipa == "pau"; }

std::vector<Mouth> held_targets(const std::vector<Phone>& phones, int steps) {
  std::vector<Mouth> targets(steps, kRest);
  for (const auto& phone : phones) {
    const int from = std::clamp(int(std::lround(phone.t0 / kStep)), 0, steps);
    const int to = std::clamp(int(std::lround(phone.t1 / kStep)), from, steps);
    std::fill(targets.begin() + from, targets.begin() + to, shape_of(phone.ipa));
  }
  return targets;
}

Mouth smoothed(const std::vector<Mouth>& targets, double seconds) {
  const double centre = seconds / kStep;
  const double half = kWindow / kStep / 2;
  Mouth sum{};
  double total = 0;
  for (int i = int(std::ceil(centre - half)); i <= centre + half; ++i) {
    const float weight = float(.5 + .5 * std::cos(std::numbers::pi * (i - centre) / half));
    const Mouth& target = i >= 0 && i < int(targets.size()) ? targets[i] : kRest;
    total += weight;
    sum.open += weight * target.open;
    sum.wide += weight * target.wide;
    sum.pucker += weight * target.pucker;
  }
  const float scale = float(1 / total);
  return {sum.open * scale, sum.wide * scale, sum.pucker * scale};
}

void still_in_silence(std::vector<Mouth>& mouths, double from, double to, double fps) {
  if (to - from < kShortestSilence) return;
  const int first = std::max(0, int(std::ceil((from + kWindow / 2) * fps)));
  const int last = std::min(int(mouths.size()) - 1, int(std::floor((to - kWindow / 2) * fps)));
  for (int frame = first; frame <= last; ++frame) mouths[frame] = kRest;
}

}  // namespace

Mouth shape_of(const std::string& ipa) {
  const auto bare = without_stress(ipa);
  if (is_silence(bare)) return kRest;
  for (const auto& [front, shape] : kShapes)
    if (bare.starts_with(front)) return shape;
  return kConsonant;
}

bool is_closure(const std::string& ipa) {
  const auto bare = without_stress(ipa);
  return !is_silence(bare) && (bare[0] == 'm' || bare[0] == 'b' || bare[0] == 'p');
}

std::vector<Mouth> mouth_track(const std::vector<Phone>& phones, int frames, double fps) {
  const auto targets = held_targets(phones, int(std::ceil(frames / fps / kStep)));
  std::vector<Mouth> mouths(frames);
  for (int frame = 0; frame < frames; ++frame)
    mouths[frame] = smoothed(targets, frame / fps - kLag);
  double spoken = -kWindow;
  for (const auto& phone : phones) {
    if (is_silence(without_stress(phone.ipa))) continue;
    still_in_silence(mouths, spoken, phone.t0, fps);
    spoken = phone.t1;
    if (!is_closure(phone.ipa)) continue;
    const auto frame = std::lround(((phone.t0 + phone.t1) / 2) * fps);
    if (frame >= 0 && frame < frames) {
      mouths[frame].open = 0;
      mouths[frame].pucker *= .5F;
    }
  }
  still_in_silence(mouths, spoken, frames / fps + kWindow, fps);
  return mouths;
}

}  // namespace avatar
