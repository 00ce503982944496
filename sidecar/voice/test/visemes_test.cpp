#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include "voice/visemes.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace avatar;

namespace {
const std::vector<Phone> kMama{{.5, .56, "m"}, {.56, .7, "ˈɑː"}, {.7, .75, "m"}, {.75, .9, "ə"}};
}

TEST_CASE("a vowel opens the mouth and round vowels purse it") {
  CHECK(shape_of("ˈɑː").open == 1);
  CHECK(shape_of("uː").pucker == 1);
  CHECK(shape_of("tʃ").pucker > shape_of("t").pucker);
  CHECK_FALSE(is_closure("pau"));
}

TEST_CASE("every m, b and p is closed in a frame near its middle, at any frame rate") {
  for (const double fps : {24., 25., 30., 60.}) {
    const auto mouths = mouth_track(kMama, int(1.5 * fps), fps);
    for (const auto& phone : kMama) {
      if (!is_closure(phone.ipa)) continue;
      const auto frame = std::lround((phone.t0 + phone.t1) / 2 * fps);
      CHECK(mouths[frame].open == 0);
    }
  }
}

TEST_CASE("the mouth is exactly still before, after and between words") {
  auto phones = kMama;
  phones.push_back({.9, 1.5, "pau"});
  phones.push_back({1.5, 1.8, "a"});
  const auto mouths = mouth_track(phones, 75, 25);
  for (const int frame : {0, 5, 10, 25, 30, 34, 50, 60, 74}) CHECK(mouths[frame].open == 0);
  CHECK(mouths[41].open > .8);
}

TEST_CASE("the mouth opens where voices are loud, a little after the middle of a vowel") {
  const auto mouths = mouth_track({{.5, .9, "ɑ"}}, 1500, 1000);
  double weighted = 0, total = 0;
  for (int i = 0; i < 1500; ++i) weighted += i * mouths[i].open, total += mouths[i].open;
  CHECK(weighted / total / 1000 == doctest::Approx(.705).epsilon(.01));
}
