/** presgen-avatar-espeak LANG TEXT_FILE OUT: speaks a file into OUT.raw, and its phones and words into OUT.json. */
#include <espeak-ng/speak_lib.h>

#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>

namespace {
using nlohmann::json;

struct Heard {
  std::string samples;
  json phones = json::array(), words = json::array();
  std::string phone;
  double phone_from = 0;

  void end_phone(double now) {
    if (now > phone_from) phones.push_back({phone_from, now, phone});
    phone_from = now;
  }
};

Heard heard;

int listen(short* samples, int count, espeak_EVENT* events) {
  if (samples) heard.samples.append(reinterpret_cast<const char*>(samples), std::size_t(count) * 2);
  for (; events->type != espeakEVENT_LIST_TERMINATED; ++events) {
    const double now = events->audio_position / 1000.0;
    if (events->type == espeakEVENT_PHONEME) {
      heard.end_phone(now);
      const char* name = events->id.string;
      heard.phone.assign(name, strnlen(name, 8));
      if (!heard.phone.empty() && heard.phone[0] == '_') heard.phone.clear();
    } else if (events->type == espeakEVENT_WORD) {
      if (!heard.words.empty()) heard.words.back()[1] = now;
      heard.words.push_back({now, now, events->text_position});
    } else if (events->type == espeakEVENT_MSG_TERMINATED || events->type == espeakEVENT_END) {
      heard.end_phone(now);
      if (!heard.words.empty() && heard.words.back()[1] == heard.words.back()[0]) heard.words.back()[1] = now;
    }
  }
  return 0;
}
}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  std::ifstream in(argv[2]);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  const int options = espeakINITIALIZE_PHONEME_EVENTS | espeakINITIALIZE_PHONEME_IPA | espeakINITIALIZE_DONT_EXIT;
  const int rate = espeak_Initialize(AUDIO_OUTPUT_SYNCHRONOUS, 0, nullptr, options);
  if (rate <= 0) return 3;
  if (espeak_SetVoiceByName(argv[1]) != EE_OK) return 4;
  espeak_SetParameter(espeakRATE, 155, 0);
  espeak_SetSynthCallback(listen);
  espeak_Synth(text.c_str(), text.size() + 1, 0, POS_CHARACTER, 0, espeakCHARS_UTF8, nullptr, nullptr);
  espeak_Synchronize();
  std::ofstream(std::string(argv[3]) + ".raw", std::ios::binary) << heard.samples;
  std::ofstream(std::string(argv[3]) + ".json") << json{{"rate", rate}, {"phones", heard.phones}, {"words", heard.words}}.dump();
  return 0;
}
