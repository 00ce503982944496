#include "film/job.h"

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

namespace avatar {
namespace fs = std::filesystem;
using nlohmann::json;
namespace {

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

// FNV-1a, for a seed; nothing depends on it being hard to find.
std::uint64_t hash_of(const std::string& bytes) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const unsigned char byte : bytes) hash = (hash ^ byte) * 0x100000001b3ULL;
  return hash;
}

std::string bare(const std::string& word) {
  const auto is_mark = [](char c) { return std::string_view("()[]{}\"'.,;:!?").find(c) != std::string_view::npos; };
  std::size_t from = 0, to = word.size();
  while (from < to && is_mark(word[from])) ++from;
  while (to > from && is_mark(word[to - 1])) --to;
  return word.substr(from, to - from);
}

// Each written word as it is said: by the lexicon where its bare form is in it.
void speak_by_lexicon(Segment& segment, const std::map<std::string, std::string>& lexicon) {
  for (int i = 0; i < int(segment.words.size()); ++i) {
    const std::string& word = segment.words[i];
    const std::string term = bare(word);
    const auto entry = lexicon.find(term);
    if (entry == lexicon.end()) {
      segment.tokens.push_back(word);
      segment.origin.push_back(i);
      continue;
    }
    const std::string after = word.substr(word.find(term) + term.size());
    const auto said = words_of(entry->second + after);
    for (const auto& token : said) {
      segment.tokens.push_back(token);
      segment.origin.push_back(i);
    }
  }
}

void speak_as_told(Segment& segment, const json& spoken, const std::string& path) {
  segment.tokens = words_of(spoken.at("text").get<std::string>());
  segment.origin = spoken.at("words").get<std::vector<int>>();
  if (segment.tokens.size() != segment.origin.size())
    throw BadJob(path + "spoken.words: one number for each word of spoken.text");
  int last = 0;
  for (const int word : segment.origin) {
    if (word < last || word >= int(segment.words.size()))
      throw BadJob(path + "spoken.words: indexes of the written words, in order");
    last = word;
  }
}

Segment segment_of(const json& told, const std::map<std::string, std::string>& lexicon, const std::string& path) {
  Segment segment;
  segment.slide = told.at("slideId");
  segment.lang = told.at("lang");
  segment.words = words_of(told.at("text"));
  if (segment.words.empty()) throw BadJob(path + "text: something to say");
  segment.pause = told.value("pauseMs", 700) / 1000.0;
  if (told.contains("spoken")) speak_as_told(segment, told["spoken"], path);
  else speak_by_lexicon(segment, lexicon);
  return segment;
}

// A PNG says in its first block how wide and high it is. Found out now, and not after minutes of speaking.
void expect_size(const fs::path& file, std::size_t index, const Job& job) {
  std::ifstream in(file, std::ios::binary);
  unsigned char head[24] = {};
  in.read(reinterpret_cast<char*>(head), sizeof head);
  const auto number = [&](int at) { return head[at] << 24 | head[at + 1] << 16 | head[at + 2] << 8 | head[at + 3]; };
  const int width = number(16), height = number(20);
  if (in && width == job.width && height == job.height) return;
  throw BadJob("slides." + std::to_string(index) + ": a picture of " + std::to_string(width) + "x" + std::to_string(height) +
               " pixels; the film has " + std::to_string(job.width) + "x" + std::to_string(job.height));
}

}  // namespace

Job read_job(const fs::path& folder, const fs::path& slides) {
  std::ifstream in(folder / "job.json", std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  const json told = json::parse(bytes);
  Job job;
  job.seed = hash_of(bytes);
  std::map<std::string, std::string> lexicon;
  for (const auto& entry : told["script"].value("lexicon", json::array())) lexicon[entry["term"]] = entry["say"];
  std::size_t index = 0;
  for (const auto& segment : told["script"]["segments"])
    job.segments.push_back(segment_of(segment, lexicon, "script.segments." + std::to_string(index++) + "."));
  for (const auto& slide : told["slides"]) {
    job.slide_ids.push_back(slide["id"]);
    job.slide_files.push_back(slides / (slide["sha256"].get<std::string>() + ".png"));
  }
  job.presenter = told["presenter"];
  job.voice = told["voice"];
  job.backend = told["backend"];
  job.label = told["label"];
  job.framing = told.value("framing", "portrait") == "studio" ? Framing::studio : Framing::portrait;
  job.is_calm = told.value("motion", "full") == "reduced";
  const json& profile = told["profile"];
  job.width = profile["w"];
  job.height = profile["h"];
  for (std::size_t i = 0; i < job.slide_files.size(); ++i) expect_size(job.slide_files[i], i, job);
  job.fps = profile["fps"];
  const std::string quality = profile.value("quality", "standard");
  job.crf = quality == "high" ? 19 : quality == "draft" ? 28 : 23;
  const json& panel = profile["panel"];
  // Colour is stored for pairs of pixels, so the panel lies on even ones.
  job.panel = {panel["x"].get<int>() & ~1, panel["y"].get<int>() & ~1, panel["w"].get<int>() & ~1, panel["h"].get<int>() & ~1};
  return job;
}

}  // namespace avatar
