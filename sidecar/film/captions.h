// Captions: every written word once and in order, in cues of at most two lines that never cross a slide.
#pragma once
#include <string>
#include <vector>

#include "film/timeline.h"

namespace avatar {

struct Cue {
  double t0, t1;
  std::vector<std::string> lines;
  int segment;
};

std::vector<Cue> cues_of(const Timeline& line, int fps);
// A WebVTT file; `note` is set above the cues.
std::string vtt_of(const std::vector<Cue>& cues, const std::string& note);
// What is wrong with them, in words; empty when nothing is.
std::vector<std::string> caption_faults(const std::vector<Cue>& cues, const Timeline& line);
// Characters a second of the cue that leaves least time to read it.
double fastest(const std::vector<Cue>& cues);

}  // namespace avatar
