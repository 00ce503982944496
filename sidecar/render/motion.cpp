#include "render/motion.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace avatar {
namespace {

// 0 before, 1 after, eased over `length` seconds.
float eased(double since, double length) {
  const double t = std::clamp(since / length, 0.0, 1.0);
  return float(t * t * (3 - 2 * t));
}

// Up, held and down again, each eased.
float bump(double since, double rise, double hold, double fall) {
  return eased(since, rise) * (1 - eased(since - rise - hold, fall));
}

std::vector<double> blinks(const Talk& talk, double seconds) {
  std::mt19937_64 random(talk.seed);
  std::vector<double> times;
  for (double t = 1.2; t < seconds;) {
    times.push_back(t);
    // People blink every few seconds, now and then twice.
    const double draw = double(random() >> 11) / double(1ULL << 53);
    t += draw < .12 ? .35 : 2 + 4 * draw;
  }
  return times;
}

float blink_at(const std::vector<double>& times, double now) {
  float most = 0;
  for (auto it = std::lower_bound(times.begin(), times.end(), now - .4); it != times.end() && *it <= now; ++it)
    most = std::max(most, bump(now - *it, .07, .04, .11));
  return most;
}

// The greatest of a bump begun at each of the moments.
float after_any(const std::vector<double>& moments, double now, double rise, double hold, double fall) {
  float most = 0;
  for (const double moment : moments)
    if (now >= moment && now < moment + rise + hold + fall) most = std::max(most, bump(now - moment, rise, hold, fall));
  return most;
}

void sway(Face& face, double t, double phase, float glance, float start) {
  face.yaw = float(.075 * std::sin(.83 * t + phase) + .03 * std::sin(1.9 * t + 2 * phase)) - .20F * glance;
  face.pitch = float(.028 * std::sin(1.31 * t + phase)) + .045F * start;
  face.roll = float(.024 * std::sin(.71 * t + 1.7 * phase));
  face.gaze_x = -.85F * glance - face.yaw * .9F;
  face.gaze_y = -.12F * glance + face.pitch * .5F;
}

}  // namespace

std::vector<Face> face_track(const Talk& talk) {
  const double seconds = double(talk.mouths.size()) / talk.fps;
  const std::vector<double> lids = blinks(talk, seconds);
  const double phase = double(talk.seed % 628) / 100;
  std::vector<Face> faces(talk.mouths.size());
  for (std::size_t i = 0; i < faces.size(); ++i) {
    const double t = double(i) / talk.fps;
    Face& face = faces[i];
    const Mouth& mouth = talk.mouths[i];
    face.open = std::min(1.F, mouth.open * (.28F + .92F * talk.loudness[i]));
    face.wide = mouth.wide;
    face.pucker = mouth.pucker;
    const float start = after_any(talk.sentences, t, .18, .22, .5);
    face.smile = .42F + .10F * start;
    face.brow = .10F + .55F * start;
    face.blink = blink_at(lids, t);
    if (talk.is_calm) continue;
    face.breath = float(.5 + .5 * std::sin(t * 1.45));
    sway(face, t, phase, after_any(talk.slides, t, .25, .55, .35), start);
  }
  return faces;
}

}  // namespace avatar
