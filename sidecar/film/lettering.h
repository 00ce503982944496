#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace avatar {
// Text as cover, 0 to 255, one byte a pixel. Without a font of this machine it is empty.
struct Lettering {
  int width = 0, height = 0;
  std::vector<std::uint8_t> cover;
};
// One line of `text`, `size` pixels high, in a bold sans serif.
Lettering letter(const std::string& text, int size);
}  // namespace avatar
