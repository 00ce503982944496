// A job as the renderer reads it: the service has checked its form before.
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "render/scene.h"

namespace avatar {

struct Segment {
  std::string slide, lang;
  // What is written, word by word.
  std::vector<std::string> words;
  // What is spoken for it: each token, and the index of the written word it stands for.
  std::vector<std::string> tokens;
  std::vector<int> origin;
  // Silence after it, in seconds.
  double pause = .7;
};

struct Panel {
  int x, y, w, h;
};

struct Job {
  std::vector<Segment> segments;
  // Slides as files, in the order in which they are first shown.
  std::vector<std::string> slide_ids;
  std::vector<std::filesystem::path> slide_files;
  std::string presenter, voice, backend, label;
  Framing framing = Framing::portrait;
  bool is_calm = false;
  int width, height, fps, crf;
  Panel panel;
  // Of the job's bytes: what moves by chance moves the same way for the same job.
  std::uint64_t seed;
};

struct BadJob : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Reads FOLDER/job.json. Throws BadJob with the path of the field and what is wrong with it.
Job read_job(const std::filesystem::path& folder, const std::filesystem::path& slides);

}  // namespace avatar
