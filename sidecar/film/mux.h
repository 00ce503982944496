#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "film/captions.h"
#include "film/encode.h"

namespace avatar {

struct Film {
  int width, height, fps;
  std::vector<Piece> pieces;
  std::vector<float> samples;
  int rate;
  std::vector<Cue> cues;
  std::string title, comment, lang;
};

// Writes an MP4 that plays before it is whole: picture, AAC sound, and captions that can be switched on.
void write_film(const Film& film, const std::filesystem::path& file);

}  // namespace avatar
