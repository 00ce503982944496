#include "film/captions.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

namespace avatar {
namespace {

constexpr std::size_t kLine = 42;
constexpr double kLongest = 7, kShortest = 1, kSilence = .7;
// Characters a second that adults read with ease; more only where speech itself is as fast.
constexpr double kReading = 17;

// Letters as people count them, not bytes.
std::size_t letters(const std::string& text) {
  return std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; });
}

using Words = std::vector<TimedWord>;

std::size_t letters(const Words& words, std::size_t from, std::size_t to) {
  std::size_t sum = to > from ? to - from - 1 : 0;
  for (std::size_t i = from; i < to; ++i) sum += letters(words[i].text);
  return sum;
}

std::string text_of(const Words& words, std::size_t from, std::size_t to) {
  std::string text;
  for (std::size_t i = from; i < to; ++i) text += (i > from ? " " : "") + words[i].text;
  return text;
}

bool ends_clause(const std::string& word) { return std::string(",;:.!?)").find(word.back()) != std::string::npos; }

// Words that belong to what follows, so that a line should not end on them.
bool leans_on(const std::string& word) {
  static const std::vector<std::string> small = {"a", "an", "the", "of", "to", "in", "on", "at", "by", "for", "and",
                                                 "or", "with", "from", "as", "is", "are", "be", "this", "that"};
  return std::find(small.begin(), small.end(), word) != small.end();
}

double break_cost(const TimedWord& before) {
  if (before.is_last) return -30;
  if (ends_clause(before.text)) return -14;
  return leans_on(before.text) ? 10 : 0;
}

// Where to break a cue into two lines; equal to `to` for one line, 0 where it does not fit.
std::size_t line_break(const Words& words, std::size_t from, std::size_t to) {
  if (letters(words, from, to) <= kLine) return to;
  std::size_t best = 0;
  double least = std::numeric_limits<double>::max();
  for (std::size_t at = from + 1; at < to; ++at) {
    const auto upper = double(letters(words, from, at)), lower = double(letters(words, at, to));
    if (upper > kLine || lower > kLine) continue;
    const double cost = std::abs(upper - lower) + break_cost(words[at - 1]);
    if (cost < least) {
      least = cost;
      best = at;
    }
  }
  return best;
}

bool fits(const Words& words, std::size_t from, std::size_t to) {
  // A word that is longer than a line stands alone.
  if (to - from == 1) return true;
  if (words[to - 1].segment != words[from].segment) return false;
  if (words[to - 1].t1 - words[from].t0 > kLongest) return false;
  for (std::size_t i = from + 1; i < to; ++i)
    if (words[i].t0 - words[i - 1].t1 > kSilence) return false;
  return line_break(words, from, to) != 0;
}

double cue_cost(const Words& words, std::size_t from, std::size_t to) {
  const auto count = double(letters(words, from, to));
  const double short_by = std::max(0.0, kShortest - (words[to - 1].t1 - words[from].t0));
  double crossed = 0;
  for (std::size_t i = from; i + 1 < to; ++i) crossed += words[i].is_last ? 18 : 0;
  const double off = (count - 56) / 7;
  return off * off + 60 * short_by + crossed + break_cost(words[to - 1]) + 30;
}

// The cheapest way to cut all words into cues, by dynamic programming over the ends of cues.
std::vector<std::size_t> cuts(const Words& words) {
  const std::size_t count = words.size();
  std::vector<double> cost(count + 1, std::numeric_limits<double>::max());
  std::vector<std::size_t> from(count + 1, 0);
  cost[0] = 0;
  for (std::size_t to = 1; to <= count; ++to)
    for (std::size_t start = to; start-- > 0 && to - start < 40;) {
      if (!fits(words, start, to)) {
        // A zero-length word may be all that keeps a longer cue from fitting, so look a little further.
        if (letters(words, start, to) > 2 * kLine + 2) break;
        continue;
      }
      const double sum = cost[start] + cue_cost(words, start, to);
      if (sum < cost[to]) {
        cost[to] = sum;
        from[to] = start;
      }
    }
  std::vector<std::size_t> ends;
  for (std::size_t to = count; to > 0; to = from[to]) ends.push_back(to);
  std::reverse(ends.begin(), ends.end());
  return ends;
}

std::string clock(double seconds) {
  const long ms = std::lround(seconds * 1000);
  char text[32];
  std::snprintf(text, sizeof text, "%02ld:%02ld:%02ld.%03ld", ms / 3600000, ms / 60000 % 60, ms / 1000 % 60, ms % 1000);
  return text;
}

std::string escaped(const std::string& line) {
  std::string out;
  for (const char c : line) out += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : std::string(1, c);
  return out;
}

}  // namespace

std::vector<Cue> cues_of(const Timeline& line, int fps) {
  std::vector<Cue> cues;
  std::size_t from = 0;
  for (const std::size_t to : cuts(line.words)) {
    const std::size_t at = line_break(line.words, from, to);
    Cue cue{line.words[from].t0, line.words[to - 1].t1, {}, line.words[from].segment};
    if (at == to || at == 0) cue.lines = {text_of(line.words, from, to)};
    else cue.lines = {text_of(line.words, from, at), text_of(line.words, at, to)};
    cues.push_back(std::move(cue));
    from = to;
  }
  for (std::size_t i = 0; i < cues.size(); ++i) {
    Cue& cue = cues[i];
    std::size_t count = 0;
    for (const auto& text : cue.lines) count += letters(text) + 1;
    double room = i + 1 < cues.size() ? cues[i + 1].t0 : line.seconds;
    if (cue.segment + 1 < int(line.slide_frames.size()))
      room = std::min(room, double(line.slide_frames[cue.segment + 1]) / fps);
    const double wanted = std::max({cue.t1, cue.t0 + kShortest, cue.t0 + double(count) / kReading});
    cue.t1 = std::max(cue.t0 + .001, std::min({wanted, room, cue.t0 + kLongest}));
  }
  return cues;
}

std::string vtt_of(const std::vector<Cue>& cues, const std::string& note) {
  std::string text = "WEBVTT\n\nNOTE " + note + "\n";
  for (std::size_t i = 0; i < cues.size(); ++i) {
    text += "\n" + std::to_string(i + 1) + "\n" + clock(cues[i].t0) + " --> " + clock(cues[i].t1) + "\n";
    for (const auto& line : cues[i].lines) text += escaped(line) + "\n";
  }
  return text;
}

std::vector<std::string> caption_faults(const std::vector<Cue>& cues, const Timeline& line) {
  std::vector<std::string> faults;
  std::string said, written;
  for (const auto& cue : cues)
    for (const auto& text : cue.lines) said += text + " ";
  for (const auto& word : line.words) written += word.text + " ";
  if (said != written) faults.push_back("captions do not say what the script says");
  for (std::size_t i = 0; i < cues.size(); ++i) {
    const auto& cue = cues[i];
    const std::string name = "cue " + std::to_string(i + 1);
    if (i > 0 && cue.t0 < cues[i - 1].t1 - 1e-6) faults.push_back(name + " overlaps the one before");
    if (cue.lines.size() > 2) faults.push_back(name + " has more than two lines");
    for (const auto& text : cue.lines)
      if (letters(text) > kLine && text.find(' ') != std::string::npos) faults.push_back(name + " has a line that is too long");
  }
  return faults;
}

double fastest(const std::vector<Cue>& cues) {
  double most = 0;
  for (const auto& cue : cues) {
    std::size_t count = cue.lines.size() - 1;
    for (const auto& text : cue.lines) count += letters(text);
    most = std::max(most, double(count) / (cue.t1 - cue.t0));
  }
  return most;
}

}  // namespace avatar
