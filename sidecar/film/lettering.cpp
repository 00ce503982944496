#include "film/lettering.h"

#include <ft2build.h>
#include FT_FREETYPE_H

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>

namespace avatar {
namespace {

constexpr auto kFonts = std::to_array<const char*>({
    "/usr/share/fonts/truetype/liberation/LiberationSans-Bold.ttf",
    "/usr/share/fonts/truetype/liberation2/LiberationSans-Bold.ttf",
    "/usr/share/fonts/liberation-sans/LiberationSans-Bold.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf",
    "/usr/share/fonts/dejavu/DejaVuSans-Bold.ttf",
});

struct Font {
  FT_Library library = nullptr;
  FT_Face face = nullptr;
  explicit Font(int size) {
    if (FT_Init_FreeType(&library)) return;
    for (const char* path : kFonts)
      if (std::filesystem::exists(path) && FT_New_Face(library, path, 0, &face) == 0) break;
    if (face) FT_Set_Pixel_Sizes(face, 0, FT_UInt(size));
  }
  ~Font() {
    if (face) FT_Done_Face(face);
    if (library) FT_Done_FreeType(library);
  }
  Font(const Font&) = delete;
};

std::vector<FT_ULong> letters_of(const std::string& text) {
  std::vector<FT_ULong> letters;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xc0) != 0x80) letters.push_back(byte < 0x80 ? byte : byte < 0xe0 ? byte & 0x1f : byte < 0xf0 ? byte & 0x0f : byte & 0x07);
    else if (!letters.empty()) letters.back() = letters.back() << 6 | (byte & 0x3f);
  }
  return letters;
}

}  // namespace

Lettering letter(const std::string& text, int size) {
  const Font font(size);
  if (!font.face) return {};
  Lettering out;
  out.height = size + size / 3;
  long width = 0;
  for (const FT_ULong c : letters_of(text))
    if (FT_Load_Char(font.face, c, FT_LOAD_DEFAULT) == 0) width += font.face->glyph->advance.x >> 6;
  out.width = int(width) + 2;
  out.cover.resize(std::size_t(out.width) * out.height);
  long pen = 1;
  for (const FT_ULong c : letters_of(text)) {
    if (FT_Load_Char(font.face, c, FT_LOAD_RENDER)) continue;
    const auto& glyph = *font.face->glyph;
    for (unsigned row = 0; row < glyph.bitmap.rows; ++row)
      for (unsigned column = 0; column < glyph.bitmap.width; ++column) {
        const long x = pen + glyph.bitmap_left + column, y = size - glyph.bitmap_top + row;
        if (x < 0 || y < 0 || x >= out.width || y >= out.height) continue;
        auto& at = out.cover[y * out.width + x];
        at = std::max(at, glyph.bitmap.buffer[row * glyph.bitmap.pitch + column]);
      }
    pen += glyph.advance.x >> 6;
  }
  return out;
}

}  // namespace avatar
