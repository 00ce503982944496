// One picture of a presenter as data: who it is, how the face stands, where it is seen from.
#pragma once

namespace avatar {

struct Colour {
  float r, g, b;
};

enum class Hair { bob, bun, crop, curls };
enum class Framing { portrait, studio };

// A presenter: stylised, nobody's likeness. Colours are linear; proportions are multiples of the usual.
struct Style {
  const char* name;
  Colour skin, flush, lips, hair, iris, jacket, shirt;
  // The wall behind, as a display shows it, 0 to 255.
  Colour wall;
  Hair hair_cut;
  bool glasses, collar;
  // Jaw's and head's width, nose's size, eyes' size, lips' fullness, brows' thickness, shoulders' width.
  float jaw, head, nose, eye, lip, brow, shoulders;
  const char* voice;
};

// How a face stands. All 0 to 1 unless said otherwise; angles in radians.
struct Face {
  float open = 0, wide = .3f, pucker = 0, smile = .4f;
  float blink = 0, brow = .1f;
  // Where the eyes look, -1 to 1: left of the picture and down are negative.
  float gaze_x = 0, gaze_y = 0;
  float yaw = 0, pitch = 0, roll = 0;
  // Rise of chest and shoulders with a breath.
  float breath = 0;
};

struct Scene {
  Style style;
  Face face;
  Framing framing = Framing::portrait;
};

}  // namespace avatar
