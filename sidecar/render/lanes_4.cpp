// The figure 4 samples at a time.
#define AVATAR_LANES 4
#define AVATAR_NAMESPACE avatar_lanes_4
#include "render/lanes.inl"
