#pragma once
#include "render/pose.h"
#include "render/raster.h"

namespace avatar_cuda {
// Whether a graphics card answers.
bool is_there();
// Throws std::runtime_error where the card fails; `into.rgba` has room for the picture.
void draw(const avatar::Pose& pose, avatar::Picture& into);
}  // namespace avatar_cuda
