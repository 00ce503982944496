// The figure 16 samples at a time.
#define AVATAR_LANES 16
#define AVATAR_NAMESPACE avatar_lanes_16
#include "render/lanes.inl"
