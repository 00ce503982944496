#include "film/timeline.h"

#include <algorithm>
#include <cmath>
#include <string_view>

namespace avatar {
namespace {

constexpr double kBefore = .6;
constexpr double kBetweenSentences = .32;
constexpr double kAfter = 1.0;
// How long a sentence without anything to say is shown, a word.
constexpr double kSilentWord = .35;
constexpr float kPeak = .7F;

bool ends_sentence(const std::string& word) {
  std::size_t end = word.size();
  while (end > 0 && std::string_view("\"')]}").find(word[end - 1]) != std::string_view::npos) --end;
  const bool closes_with_quote = word.size() >= 3 && word.ends_with("”");
  if (closes_with_quote) end = word.size() - 3;
  if (end == 0) return false;
  const char last = word[end - 1];
  if (last == '!' || last == '?') return true;
  if (last != '.') return false;
  // Initials and abbreviations such as "e.g." go on.
  const std::string stem = word.substr(0, end - 1);
  if (stem.find('.') != std::string::npos && stem.size() <= 4) return false;
  return !(stem.size() == 1 && std::isupper(static_cast<unsigned char>(stem[0]))) && stem != "vs" && stem != "Dr" && stem != "Mr";
}

class Speaking {
 public:
  Speaking(const Job& job, const std::function<void(double)>& heard) : job_(job), heard_(heard) {}

  Timeline all() {
    wait(kBefore);
    for (int i = 0; i < int(job_.segments.size()); ++i) {
      const double entered = now();
      segment(i);
      const bool is_last = i + 1 == int(job_.segments.size());
      line_.slide_frames.push_back(i == 0 ? 0 : int(std::lround((entered - job_.segments[i - 1].pause / 2) * job_.fps)));
      wait(is_last ? kAfter : job_.segments[i].pause);
      heard_(double(i + 1) / double(job_.segments.size()));
    }
    finish();
    return std::move(line_);
  }

 private:
  double now() const { return double(line_.samples.size()) / line_.rate; }
  void wait(double seconds) { line_.samples.resize(line_.samples.size() + std::size_t(std::lround(seconds * line_.rate)), 0.F); }

  void segment(int index) {
    const Segment& segment = job_.segments[index];
    auto voice = open_voice(job_.voice, segment.lang);
    int from = 0;
    std::size_t token = 0;
    for (int word = 0; word < int(segment.words.size()); ++word) {
      const bool is_end = word + 1 == int(segment.words.size()) || ends_sentence(segment.words[word]);
      if (!is_end) continue;
      const std::size_t first = token;
      while (token < segment.origin.size() && segment.origin[token] <= word) ++token;
      if (from > 0) wait(kBetweenSentences);
      sentence(index, *voice, from, word + 1, first, token);
      from = word + 1;
    }
  }

  void sentence(int index, Voice& voice, int from, int to, std::size_t first, std::size_t last) {
    const Segment& segment = job_.segments[index];
    const double start = now();
    Speech speech = voice.say({segment.tokens.begin() + first, segment.tokens.begin() + last});
    trim(speech);
    line_.sentences.push_back(start);
    add_words(index, speech, start, from, to, first);
    if (speech.samples.empty()) return wait(kSilentWord * (to - from));
    for (const auto& phone : speech.phones) line_.phones.push_back({start + phone.t0, start + phone.t1, phone.ipa});
    add_samples(speech);
  }

  // Voices put silence round a sentence; the pauses are ours to set.
  static void trim(Speech& speech) {
    if (speech.phones.empty()) return;
    constexpr double kLeft = .06;
    double from = 0, to = double(speech.samples.size()) / speech.rate;
    if (speech.phones.front().ipa.empty()) from = std::max(0.0, speech.phones.front().t1 - kLeft);
    if (speech.phones.back().ipa.empty()) to = std::min(to, speech.phones.back().t0 + kLeft);
    const auto begin = std::size_t(from * speech.rate), end = std::min(speech.samples.size(), std::size_t(to * speech.rate));
    if (end <= begin) return;
    speech.samples = {speech.samples.begin() + begin, speech.samples.begin() + end};
    for (auto& phone : speech.phones) {
      phone.t0 = std::clamp(phone.t0 - from, 0.0, to - from);
      phone.t1 = std::clamp(phone.t1 - from, 0.0, to - from);
    }
    for (auto& word : speech.words) {
      word.t0 = std::clamp(word.t0 - from, 0.0, to - from);
      word.t1 = std::clamp(word.t1 - from, 0.0, to - from);
    }
  }

  // Every written word gets a time; what is not spoken is seen when the word before it ends.
  void add_words(int index, const Speech& speech, double start, int from, int to, std::size_t first) {
    const Segment& segment = job_.segments[index];
    double last = start;
    for (int word = from; word < to; ++word) {
      double t0 = last, t1 = last;
      bool found = false;
      for (const auto& heard : speech.words) {
        if (segment.origin[first + heard.token] != word) continue;
        if (!found) t0 = start + heard.t0;
        t1 = start + heard.t1;
        found = true;
      }
      if (!found && speech.samples.empty()) t1 = t0 + kSilentWord;
      last = t1;
      line_.words.push_back({t0, t1, segment.words[word], index, word + 1 == to});
    }
  }

  void add_samples(const Speech& speech) {
    // Linear interpolation is enough: only languages mixed within one film have voices of different rates.
    const double step = double(speech.rate) / line_.rate;
    const auto count = std::size_t(double(speech.samples.size()) / step);
    for (std::size_t i = 0; i < count; ++i) {
      const double at = double(i) * step;
      const auto left = std::size_t(at), right = std::min(left + 1, speech.samples.size() - 1);
      const double share = at - double(left);
      line_.samples.push_back(float((speech.samples[left] * (1 - share) + speech.samples[right] * share) / 32768.0));
    }
  }

  void finish() {
    line_.frames = int(std::ceil(now() * job_.fps));
    line_.seconds = double(line_.frames) / job_.fps;
    line_.samples.resize(std::size_t(std::lround(line_.seconds * line_.rate)), 0.F);
    float peak = 0;
    for (const float sample : line_.samples) peak = std::max(peak, std::abs(sample));
    if (peak > 0)
      for (float& sample : line_.samples) sample *= kPeak / peak;
  }

  const Job& job_;
  const std::function<void(double)>& heard_;
  Timeline line_;
};

}  // namespace

Timeline speak(const Job& job, const std::function<void(double)>& heard) { return Speaking(job, heard).all(); }

std::vector<float> loudness_of(const Timeline& line, int fps) {
  std::vector<float> loud(line.frames);
  for (int frame = 0; frame < line.frames; ++frame) {
    const double middle = double(frame) / fps * line.rate, reach = .04 * line.rate;
    const auto from = std::size_t(std::max(0.0, middle - reach)), to = std::min(line.samples.size(), std::size_t(middle + reach));
    double sum = 0;
    for (std::size_t i = from; i < to; ++i) sum += double(line.samples[i]) * line.samples[i];
    loud[frame] = to > from ? float(std::pow(sum / double(to - from), .25)) : 0.F;
  }
  auto sorted = loud;
  const auto at = sorted.begin() + std::ptrdiff_t(sorted.size() * 9 / 10);
  std::nth_element(sorted.begin(), at, sorted.end());
  if (*at > 0)
    for (float& value : loud) value /= *at;
  return loud;
}

}  // namespace avatar
