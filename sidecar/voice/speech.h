// A sentence in, its sound out, with the times of its phones and of its words.
#pragma once
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "voice/visemes.h"

namespace avatar {

// Samples are one channel at `rate` a second; times are seconds of this sound.
struct Speech {
  int rate = 0;
  std::vector<std::int16_t> samples;
  std::vector<Phone> phones;
  // One for each token of the sentence that was heard, in order.
  struct Word {
    double t0, t1;
    int token;
  };
  std::vector<Word> words;
};

struct VoiceMissing : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class Voice {
 public:
  virtual ~Voice() = default;
  // `tokens` are the words as they are to be spoken, without white space. One with nothing speakable is left out.
  virtual Speech say(const std::vector<std::string>& tokens) = 0;
  virtual std::string name() const = 0;
};

// The voice of that name, or the first one that speaks `lang` (as in "en-us"). Throws VoiceMissing.
std::unique_ptr<Voice> open_voice(const std::string& name, const std::string& lang);

// Names open_voice knows on this machine, the best for English first.
std::vector<std::string> voice_names();

}  // namespace avatar
