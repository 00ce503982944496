#include "render/raster.h"

#include "render/pose.h"

namespace avatar_lanes_4 {
void draw(const avatar::Pose&, avatar::Picture&);
}
#ifdef AVATAR_WIDE_LANES
namespace avatar_lanes_8 {
void draw(const avatar::Pose&, avatar::Picture&);
}
namespace avatar_lanes_16 {
void draw(const avatar::Pose&, avatar::Picture&);
}
#endif

namespace avatar {

int lane_width() {
#ifdef AVATAR_WIDE_LANES
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")) return 16;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return 8;
#endif
  return 4;
}

void draw(const Scene& scene, Picture& into) {
  into.rgba.resize(std::size_t(into.width) * into.height * 4);
  const Pose pose = pose_of(scene);
#ifdef AVATAR_WIDE_LANES
  static const int width = lane_width();
  if (width == 16) return avatar_lanes_16::draw(pose, into);
  if (width == 8) return avatar_lanes_8::draw(pose, into);
#endif
  avatar_lanes_4::draw(pose, into);
}

}  // namespace avatar
