#include "render/pose.h"

#include <cmath>

namespace avatar {
namespace {

float mix(float a, float b, float t) { return a + (b - a) * t; }

void turn_head(Pose& pose, const Face& face) {
  const float cy = std::cos(face.yaw), sy = std::sin(face.yaw);
  const float cp = std::cos(face.pitch), sp = std::sin(face.pitch);
  const float cr = std::cos(face.roll), sr = std::sin(face.roll);
  // The inverse of yaw after pitch after roll: its transpose.
  const float m[9] = {cy * cr + sy * sp * sr, -cy * sr + sy * sp * cr, sy * cp,
                      cp * sr,                cp * cr,                 -sp,
                      -sy * cr + cy * sp * sr, sy * sr + cy * sp * cr, cy * cp};
  for (int row = 0; row < 3; ++row)
    for (int column = 0; column < 3; ++column) pose.turn[row * 3 + column] = m[column * 3 + row];
  pose.pivot_y = -.85F;
  pose.pivot_z = -.15F;
}

void shape_mouth(Pose& pose, const Face& face) {
  pose.mouth_y = -.47F;
  pose.mouth_width = mix(.235F, .31F, face.wide) * mix(1, .56F, face.pucker) * (1 + .05F * face.smile);
  pose.mouth_inverse_width = 1 / pose.mouth_width;
  // A little opening is already seen; the last of it adds less.
  const float gape = std::pow(face.open, .58F);
  pose.mouth_rise = .078F * gape - .004F;
  pose.mouth_fall = .235F * gape - .004F;
  pose.mouth_corner = .075F * face.smile * (1 - .7F * face.pucker);
  pose.mouth_push = .075F * face.pucker;
}

void shape_eyes(Pose& pose, const Face& face, const Style& style) {
  pose.eye_x = .295F * style.head;
  pose.eye_y = .145F;
  pose.eye_z = .635F;
  pose.eye_r = .195F * style.eye;
  pose.eye_inverse_r = 1 / pose.eye_r;
  // Lids follow the gaze up and down, as they do in people.
  pose.lid_upper = mix(.50F, -.36F, face.blink) + .05F * face.brow + .14F * face.gaze_y;
  pose.lid_lower = mix(-.48F, -.34F, face.blink) + .09F * face.smile;
  pose.brow_y = .425F + .055F * face.brow;
  for (int eye = 0; eye < 2; ++eye) {
    // Both eyes turn a little inward, to somebody and not into the distance.
    const float inward = eye == 0 ? -.05F : .05F;
    const float x = .30F * face.gaze_x + inward, y = .22F * face.gaze_y + .01F;
    const float z = std::sqrt(1 - x * x - y * y);
    pose.look[eye][0] = x;
    pose.look[eye][1] = y;
    pose.look[eye][2] = z;
  }
}

}  // namespace

Pose pose_of(const Scene& scene) {
  const Style& style = scene.style;
  const Face& face = scene.face;
  Pose pose{};
  turn_head(pose, face);
  pose.head = style.head;
  pose.jaw = style.jaw;
  pose.nose = style.nose;
  pose.lip = style.lip;
  pose.brow = style.brow;
  pose.neck = .5F + .5F * style.shoulders;
  pose.shoulders = style.shoulders;
  pose.jaw_drop = std::pow(face.open, .75F);
  pose.open = face.open;
  pose.pucker = face.pucker;
  pose.smile = face.smile;
  pose.breath = face.breath;
  shape_mouth(pose, face);
  shape_eyes(pose, face, style);
  pose.hair_cut = style.hair_cut;
  pose.glasses = style.glasses;
  pose.collar = style.collar;
  const bool is_near = scene.framing == Framing::portrait;
  pose.camera[0] = 0;
  pose.camera[1] = is_near ? -.40F : -.90F;
  pose.camera[2] = 7.6F;
  pose.reach = is_near ? .258F : .345F;
  pose.skin = style.skin;
  pose.flush = style.flush;
  pose.lips = style.lips;
  pose.hair = style.hair;
  pose.iris = style.iris;
  pose.jacket = style.jacket;
  pose.shirt = style.shirt;
  return pose;
}

}  // namespace avatar
