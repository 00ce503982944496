// The figure 8 samples at a time.
#define AVATAR_LANES 8
#define AVATAR_NAMESPACE avatar_lanes_8
#include "render/lanes.inl"
