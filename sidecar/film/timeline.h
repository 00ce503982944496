// A script as time: its sound, and when each phone, word, sentence and slide comes.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "film/job.h"
#include "voice/speech.h"

namespace avatar {

// A written word and the seconds in which it is heard.
struct TimedWord {
  double t0, t1;
  std::string text;
  int segment;
  // Whether a sentence ends with it.
  bool is_last;
};

struct Timeline {
  int rate = 16000;
  std::vector<float> samples;
  std::vector<Phone> phones;
  std::vector<TimedWord> words;
  std::vector<double> sentences;
  // For each segment the frame at which its slide appears.
  std::vector<int> slide_frames;
  int frames = 0;
  double seconds = 0;
};

// Speaks the whole job; `heard` is told the share done, from 0 to 1. The sound lasts exactly `frames` frames.
Timeline speak(const Job& job, const std::function<void(double)>& heard);
// For each frame the loudness round it, as it is felt: 1 is what the loudest tenth of the talk reaches.
std::vector<float> loudness_of(const Timeline& line, int fps);

}  // namespace avatar
