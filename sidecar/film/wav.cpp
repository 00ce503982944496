#include "film/wav.h"

#include <algorithm>
#include <cmath>
#include <fstream>

namespace avatar {

void write_wav(const Timeline& line, const std::filesystem::path& file) {
  std::vector<std::int16_t> samples(line.samples.size());
  std::transform(line.samples.begin(), line.samples.end(), samples.begin(),
                 [](float x) { return std::int16_t(std::lround(std::clamp(x, -1.F, 1.F) * 32767)); });
  const auto bytes = std::uint32_t(samples.size() * 2), rate = std::uint32_t(line.rate);
  std::ofstream out(file, std::ios::binary);
  const auto word = [&](std::uint32_t value, int size) { out.write(reinterpret_cast<const char*>(&value), size); };
  out << "RIFF";
  word(36 + bytes, 4);
  out << "WAVEfmt ";
  word(16, 4), word(1, 2), word(1, 2), word(rate, 4), word(rate * 2, 4), word(2, 2), word(16, 2);
  out << "data";
  word(bytes, 4);
  out.write(reinterpret_cast<const char*>(samples.data()), std::streamsize(bytes));
}

}  // namespace avatar
