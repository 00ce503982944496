#include "voice/espeak_voice.h"

#include <stdlib.h>
#include <unistd.h>

#include <cctype>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "service/renderer.h"

namespace avatar {
namespace fs = std::filesystem;
namespace {

fs::path program() {
  std::error_code error;
  const fs::path here = fs::read_symlink("/proc/self/exe", error);
  return here.parent_path() / "presgen-avatar-espeak";
}

// Runs the program over one sentence; false where it does not know the language.
bool run(const std::string& lang, const std::string& text, const fs::path& folder) {
  std::ofstream(folder / "text") << text;
  const ChildRun child{{program().string(), lang, (folder / "text").string(), (folder / "out").string()},
                       30'000, 30'000, [](const std::string&) {}, [] { return false; }};
  const ChildEnd end = run_child(child);
  return end.how == "exited" && end.code == 0;
}

struct Folder {
  fs::path path;
  Folder() {
    std::string name = (fs::temp_directory_path() / "presgen-voice-XXXXXX").string();
    if (!mkdtemp(name.data())) throw std::runtime_error("no folder for the voice");
    path = name;
  }
  ~Folder() {
    std::error_code error;
    fs::remove_all(path, error);
  }
};

class EspeakVoice : public Voice {
 public:
  explicit EspeakVoice(std::string lang) : lang_(std::move(lang)) {}

  Speech say(const std::vector<std::string>& tokens) override {
    std::string text;
    std::vector<std::size_t> ends;
    std::size_t letters = 0;
    for (const auto& token : tokens) {
      // espeak counts letters, not bytes.
      for (const char c : token) letters += (c & 0xc0) != 0x80;
      ends.push_back(++letters);
      text += token + ' ';
    }
    const Folder folder;
    if (!run(lang_, text, folder.path)) throw std::runtime_error("the voice failed");
    return read(folder.path / "out", ends);
  }

  std::string name() const override { return "espeak-" + lang_; }

 private:
  static Speech read(const fs::path& out, const std::vector<std::size_t>& ends) {
    std::ifstream json_in(out.string() + ".json");
    const auto told = nlohmann::json::parse(json_in);
    Speech speech;
    speech.rate = told["rate"];
    std::ifstream raw(out.string() + ".raw", std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(raw), {}};
    const auto* samples = reinterpret_cast<const std::int16_t*>(bytes.data());
    speech.samples.assign(samples, samples + bytes.size() / 2);
    for (const auto& phone : told["phones"]) speech.phones.push_back({phone[0], phone[1], phone[2]});
    for (const auto& word : told["words"]) {
      const std::size_t letter = word[2];
      int token = 0;
      while (token + 1 < int(ends.size()) && ends[token] < letter) ++token;
      if (!speech.words.empty() && speech.words.back().token == token) speech.words.back().t1 = word[1];
      else speech.words.push_back({word[0], word[1], token});
    }
    return speech;
  }

  std::string lang_;
};

}  // namespace

bool has_espeak() { return access(program().c_str(), X_OK) == 0; }

std::unique_ptr<Voice> open_espeak(const std::string& lang) {
  if (!has_espeak() || lang.empty() || lang.size() > 20) return nullptr;
  for (const char c : lang)
    if (!std::isalnum(static_cast<unsigned char>(c)) && c != '-') return nullptr;
  const Folder folder;
  if (!run(lang, "a", folder.path)) return nullptr;
  return std::make_unique<EspeakVoice>(lang);
}

}  // namespace avatar
