#include "voice/arpabet.h"

#include <unordered_map>

namespace avatar {

std::string ipa_of(const std::string& arpabet) {
  static const std::unordered_map<std::string, std::string> names = {
      {"pau", ""},   {"aa", "ɑ"},  {"ae", "æ"},  {"ah", "ʌ"},  {"ao", "ɔ"},  {"aw", "aʊ"}, {"ax", "ə"},
      {"axr", "ɚ"},  {"ay", "aɪ"}, {"b", "b"},   {"ch", "tʃ"}, {"d", "d"},   {"dh", "ð"},  {"eh", "ɛ"},
      {"er", "ɜ"},   {"ey", "eɪ"}, {"f", "f"},   {"g", "ɡ"},   {"hh", "h"},  {"ih", "ɪ"},  {"iy", "i"},
      {"jh", "dʒ"},  {"k", "k"},   {"l", "l"},   {"m", "m"},   {"n", "n"},   {"ng", "ŋ"},  {"ow", "oʊ"},
      {"oy", "ɔɪ"},  {"p", "p"},   {"r", "ɹ"},   {"s", "s"},   {"sh", "ʃ"},  {"t", "t"},   {"th", "θ"},
      {"uh", "ʊ"},   {"uw", "u"},  {"v", "v"},   {"w", "w"},   {"y", "j"},   {"z", "z"},   {"zh", "ʒ"},
  };
  const auto found = names.find(arpabet);
  return found == names.end() ? arpabet : found->second;
}

}  // namespace avatar
