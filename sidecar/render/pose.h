// What the figure's geometry needs of a scene, worked out once a picture and not once a sample.
#pragma once
#include "render/scene.h"

namespace avatar {

struct Pose {
  // Rows of the head's turn, from the world into the head; about (0, pivot_y, pivot_z).
  float turn[9];
  float pivot_y, pivot_z;
  float head, jaw, nose, lip, brow, neck, shoulders;
  float jaw_drop, open, pucker, smile, breath;
  float mouth_y, mouth_width, mouth_inverse_width, mouth_rise, mouth_fall, mouth_corner, mouth_push;
  float eye_x, eye_y, eye_z, eye_r, eye_inverse_r, lid_upper, lid_lower, brow_y;
  // The direction the pupils look in, in the head: of the right and of the left eye of the picture.
  float look[2][3];
  Hair hair_cut;
  bool glasses, collar;
  // The camera: where it is, and half the picture's height one unit before it.
  float camera[3], reach;
  Colour skin, flush, lips, hair, iris, jacket, shirt;
};

Pose pose_of(const Scene& scene);

}  // namespace avatar
