// Looks at the finished file, and at nothing else: what a player would show and sound.
#pragma once
#include <filesystem>
#include <vector>

#include "film/job.h"
#include "voice/visemes.h"

namespace avatar {

// A rectangle of the picture in pixels.
struct Window {
  int x, y, w, h;
};

struct Found {
  int frames = 0;
  double fps = 0;
  // Length of picture and of sound in seconds.
  double seconds = 0, sound_seconds = 0;
  // Milliseconds by which the sound comes after the mouth; negative where it is first.
  double offset_ms = 0;
  // Correlation of the mouth's darkness with the voice's loudness at that offset, and with the loudness shuffled.
  double correlation = 0, shuffled = 0;
  // Share of the phones m, b and p in which the lips are seen to meet, and of silent frames with the mouth shut.
  double closures = 0, still = 0;
  int closures_heard = 0;
  // Share of the phones of which the film sounds, and how many there are.
  double heard = 0;
  int spoken = 0;
};

// `mouth` is where to look; `phones` are the times to look at. Throws EncoderFailed where the file cannot be read.
Found look_at(const std::filesystem::path& film, const Window& mouth, const std::vector<Phone>& phones);

// Where the mouth of a presenter is in the film, with room for the head's movements.
Window mouth_window(const Job& job);

}  // namespace avatar
