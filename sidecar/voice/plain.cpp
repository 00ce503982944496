#include "voice/plain.h"

#include <array>
#include <cctype>
#include <string_view>
#include <utility>

namespace avatar {
namespace {
// Signs of other code pages that a writer uses without thinking, and letters with marks.
constexpr auto kSame = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"’", "'"}, {"‘", "'"}, {"“", ""}, {"”", ""}, {"–", ","}, {"—", ","}, {"…", "."},
    {"é", "e"}, {"è", "e"}, {"ê", "e"}, {"ë", "e"}, {"á", "a"}, {"à", "a"}, {"â", "a"}, {"ä", "a"}, {"å", "a"},
    {"ö", "o"}, {"ó", "o"}, {"ô", "o"}, {"ø", "o"}, {"ü", "u"}, {"ú", "u"}, {"û", "u"}, {"í", "i"}, {"ï", "i"},
    {"î", "i"}, {"ç", "c"}, {"ñ", "n"}, {"ß", "ss"}, {"É", "E"}, {"Ö", "O"}, {"Ü", "U"}, {"Ä", "A"},
});

std::size_t length_of_letter(unsigned char first) {
  return first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}
}  // namespace

std::string plain(const std::string& token) {
  std::string out;
  for (std::size_t i = 0; i < token.size();) {
    const std::size_t length = length_of_letter(static_cast<unsigned char>(token[i]));
    const std::string_view letter = std::string_view(token).substr(i, length);
    i += length;
    if (length == 1) {
      const char c = letter[0];
      const bool is_kept = std::isalnum(static_cast<unsigned char>(c)) || std::string_view("'.,;:?!%$-").find(c) != std::string_view::npos;
      if (is_kept) out += c;
      continue;
    }
    for (const auto& [sign, ascii] : kSame)
      if (letter == sign) out += ascii;
  }
  bool says = false;
  for (const char c : out) says = says || std::isalnum(static_cast<unsigned char>(c));
  return says ? out : "";
}

}  // namespace avatar
