#include "voice/speech.h"

#include "voice/espeak_voice.h"
#include "voice/flite_voice.h"

namespace avatar {

std::unique_ptr<Voice> open_voice(const std::string& name, const std::string& lang) {
  const bool is_english = lang.empty() || lang.starts_with("en");
  if (is_english)
    if (auto voice = open_flite(name)) return voice;
  if (name.starts_with("espeak") || !is_english) {
    if (auto voice = open_espeak(is_english ? "en-us" : lang)) return voice;
    if (!is_english) throw VoiceMissing("no voice speaks " + lang);
  }
  if (auto voice = open_flite("slt")) return voice;
  throw VoiceMissing("no voice is called " + name);
}

std::vector<std::string> voice_names() {
  std::vector<std::string> names = {"slt", "rms", "kal16"};
  if (has_espeak()) names.push_back("espeak");
  return names;
}

}  // namespace avatar
