// Mouth positions for every frame of a film, from the phones of its voice.
#pragma once
#include <string>
#include <vector>

namespace avatar {

// A phone in IPA ("" or "pau" is silence) and its span in seconds of the film.
struct Phone {
  double t0;
  double t1;
  std::string ipa;
};

// One frame of the mouth, each value 0 to 1; open 0 is lips that touch.
struct Mouth {
  float open;
  float wide;
  float pucker;
};

// Where the lips stand while `ipa` is held. Stress and length marks are ignored; an unknown phone
// counts as a consonant, for a mouth half closed is wrong least often.
Mouth shape_of(const std::string& ipa);

// Whether `ipa` is m, b or p, which a viewer expects to see as closed lips.
bool is_closure(const std::string& ipa);

// `frames` mouths at `fps`. Targets are held over each phone, smoothed by a Hann window of 100 ms and
// shown 10 ms late, where voices are loudest; silence is exactly closed, and every m, b and p is closed in at least one frame.
// Phones must be in order; time outside all of them is silence.
std::vector<Mouth> mouth_track(const std::vector<Phone>& phones, int frames, double fps);

}  // namespace avatar
