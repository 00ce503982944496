// Draws a presenter: a picture of straight RGBA bytes, top row first, clear where the figure is not.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "render/scene.h"

namespace avatar {

struct Picture {
  int width = 0, height = 0;
  std::vector<std::uint8_t> rgba;
};

// Draws with the widest vectors this processor has, on the calling thread. Edges are sampled four times.
void draw(const Scene& scene, Picture& into);

// Samples drawn side by side: 16, 8 or 4.
int lane_width();

// How the presenters are called, and what they look like. Unknown names get the first.
const std::vector<Style>& presenters();
const Style& presenter_named(const std::string& name);

}  // namespace avatar
