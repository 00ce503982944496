#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include <cmath>

#include "render/pose.h"
#include "render/raster.h"

namespace avatar_lanes_4 {
void draw(const avatar::Pose&, avatar::Picture&);
}
#ifdef AVATAR_WIDE_LANES
namespace avatar_lanes_8 {
void draw(const avatar::Pose&, avatar::Picture&);
}
#endif

using namespace avatar;

namespace {

Picture empty() { return {120, 136, std::vector<std::uint8_t>(120 * 136 * 4)}; }

Picture drawn(const Scene& scene) {
  Picture picture = empty();
  draw(scene, picture);
  return picture;
}

// Of two pictures, in decibels; equal ones are at 99.
double likeness(const Picture& a, const Picture& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.rgba.size(); ++i) sum += std::pow(double(a.rgba[i]) - b.rgba[i], 2);
  return sum == 0 ? 99 : 10 * std::log10(255. * 255. * double(a.rgba.size()) / sum);
}

Scene scene_of(const Style& style) {
  Scene scene{style, {}, Framing::portrait};
  scene.face.open = .6F;
  scene.face.yaw = .1F;
  return scene;
}

// Luma of the darkest pixel round the middle of the mouth.
int darkest(const Picture& picture) {
  int least = 255;
  for (int y = 66; y < 88; ++y)
    for (int x = 50; x < 70; ++x) {
      const std::uint8_t* p = &picture.rgba[4 * (y * picture.width + x)];
      least = std::min(least, (p[0] * 2 + p[1] * 5 + p[2]) / 8);
    }
  return least;
}

}  // namespace

TEST_CASE("every width of vectors draws the same presenter") {
  for (const auto& style : presenters()) {
    const Scene scene = scene_of(style);
    const Pose pose = pose_of(scene);
    const Picture wide = drawn(scene);
    Picture narrow = empty();
    avatar_lanes_4::draw(pose, narrow);
    CHECK(likeness(wide, narrow) >= 40);
#ifdef AVATAR_WIDE_LANES
    if (lane_width() >= 8) {
      avatar_lanes_8::draw(pose, narrow);
      CHECK(likeness(wide, narrow) >= 40);
    }
#endif
  }
}

TEST_CASE("the same scene is the same picture, and clear where nobody stands") {
  const Scene scene = scene_of(presenters().front());
  CHECK(likeness(drawn(scene), drawn(scene)) == 99);
  CHECK(drawn(scene).rgba[3] == 0);
}

TEST_CASE("an open mouth is dark and a closed one is not, on every presenter") {
  for (const auto& style : presenters()) {
    Scene scene{style, {}, Framing::portrait};
    scene.face.open = 1;
    const int open = darkest(drawn(scene));
    scene.face.open = 0;
    CHECK(darkest(drawn(scene)) > open + 15);
  }
}

TEST_CASE("a presenter nobody knows is the first one") {
  CHECK(std::string(presenter_named("nobody").name) == presenters().front().name);
  CHECK(std::string(presenter_named("ravi").name) == "ravi");
}
