// A face for every frame of a film: the mouth as it was worked out, and the small things that make a figure live.
#pragma once
#include <cstdint>
#include <vector>

#include "render/scene.h"
#include "voice/visemes.h"

namespace avatar {

struct Talk {
  std::vector<Mouth> mouths;
  // How loud each frame is, 1 for loud speech: who speaks up opens the mouth further.
  std::vector<float> loudness;
  double fps = 30;
  // Seconds at which sentences begin and at which slides change.
  std::vector<double> sentences, slides;
  // The same seed moves the same way.
  std::uint64_t seed = 0;
  // Without sway, nods and glances, for people whom movement makes unwell.
  bool is_calm = false;
};

std::vector<Face> face_track(const Talk& talk);

}  // namespace avatar
