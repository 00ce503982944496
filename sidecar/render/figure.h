// The presenter as a signed distance: how far a point is from the nearest surface, and of what that surface is.
// Sphere tracing needs a bound and no more, so parts far from every sample of a packet are answered by their bounds.
// x is to the right of the picture, y up, z towards the viewer; a head is about two units high.
#pragma once
#include "render/lane.h"
#include "render/pose.h"

namespace AVATAR_NAMESPACE {
using avatar::Pose;

enum Part { kSkin, kLip, kMouthInside, kTeeth, kTongue, kEye, kLid, kBrow, kHair, kGlasses, kJacket, kShirt };

// A surface at a point: its part as a number, so that lanes may differ.
struct Surface {
  F d;
  F part;
};

AVATAR_FN F joined(F a, F b, float k) {
  const F h = most(k - size_of(a - b), splat(0.f)) * (1.f / k);
  return least(a, b) - h * h * (k * .25f);
}
AVATAR_FN F carved(F a, F b, float k) { return -joined(-a, b, k); }
AVATAR_FN F ball(V p, float x, float y, float z, float r) { return length(p - at(x, y, z)) - r; }
// Distance to an ellipsoid by its scaled length and gradient (Quilez, "ellipsoid - SDF"); radii come inverted.
AVATAR_FN F egg(V p, float x, float y, float z, float rx, float ry, float rz) {
  const V q = {(p.x - x) * (1.f / rx), (p.y - y) * (1.f / ry), (p.z - z) * (1.f / rz)};
  const V g = {q.x * (1.f / rx), q.y * (1.f / ry), q.z * (1.f / rz)};
  const F k0 = dot(q, q);
  return (k0 - root(k0)) * inverse_root(dot(g, g) + 1e-12f);
}
// A rod whose ends differ in radius.
AVATAR_FN F rod(V p, V a, V ab, float inverse_square, float from, float to) {
  const V ap = p - a;
  const F t = unit(dot(ap, ab) * inverse_square);
  return length(ap - ab * t) - (from + (to - from) * t);
}
struct Point {
  float x, y, z;
};
AVATAR_FN F rod(V p, Point a, Point b, float from, float to) {
  const float x = b.x - a.x, y = b.y - a.y, z = b.z - a.z;
  return rod(p, at(a.x, a.y, a.z), at(x, y, z), 1.f / (x * x + y * y + z * z), from, to);
}

// The lips' lines: where they lie at this x, and the cavity between them.
struct Lips {
  F q, upper, lower, depth;
};
AVATAR_FN Lips lips_at(F ax, const Pose& k) {
  const F s = unit(ax * k.mouth_inverse_width);
  const F square = s * s, q = 1.f - square;
  const F corner = square * k.mouth_corner;
  const F bow = decay(square * -14.f) * (-.012f * (1.f - k.pucker));
  return {q, k.mouth_y + k.mouth_rise * q + corner + bow, k.mouth_y - k.mouth_fall * q + corner,
          .800f - .50f * ax * ax + k.mouth_push - .03f * square};
}
AVATAR_FN F line_of_lip(V p, F ax, F y, F z, F radius, const Pose& k) {
  const F beside = most(ax - k.mouth_width, splat(0.f));
  const F dy = p.y - y, dz = p.z - z;
  return root(dy * dy + dz * dz + beside * beside) - radius;
}

AVATAR_FN V into_head(V p, const Pose& k) {
  const V q = {p.x, p.y - k.pivot_y, p.z - k.pivot_z};
  return {q.x * k.turn[0] + q.y * k.turn[1] + q.z * k.turn[2],
          q.x * k.turn[3] + q.y * k.turn[4] + q.z * k.turn[5] + k.pivot_y,
          q.x * k.turn[6] + q.y * k.turn[7] + q.z * k.turn[8] + k.pivot_z};
}

// Skull, jaw, cheeks, nose: what casts shadows. `a` has |x|, softly, so that no crease runs down the middle.
AVATAR_FN F bone(V a, const Pose& k) {
  F d = egg(a, 0, .27f, -.10f, .83f * k.head, .87f, .90f);
  d = joined(d, egg(a, 0, -.30f - .06f * k.jaw_drop, .12f, .625f * k.jaw, .62f, .62f), .36f);
  d = joined(d, egg(a, 0, -.78f - .12f * k.jaw_drop, .42f, .23f * k.jaw, .16f, .20f), .32f);
  d = joined(d, ball(a, .37f, -.15f + .035f * k.smile, .45f, .27f + .02f * k.smile), .24f);
  F nose = rod(a, {0, .20f, .79f}, {0, -.08f, .90f + .05f * k.nose}, .045f, .075f * k.nose);
  nose = joined(nose, ball(a, 0, -.115f, .90f + .045f * k.nose, .105f * k.nose), .07f);
  nose = joined(nose, ball(a, .088f * k.nose, -.15f, .86f, .062f * k.nose), .06f);
  return joined(d, nose, .10f);
}

// Sockets, ears and the lips' mound; the mouth is cut in afterwards.
AVATAR_FN F flesh(V a, const Pose& k) {
  F d = bone(a, k);
  d = carved(d, egg(a, k.eye_x, .15f, .86f, .21f, .14f, .17f), .14f);
  const V tilted = {a.x * .94f + a.z * .34f, a.y, a.z * .94f - a.x * .34f};
  const float ear_x = .80f * k.head * .94f - .10f * .34f, ear_z = -.10f * .94f - .80f * k.head * .34f;
  F ear = egg(tilted, ear_x, .02f, ear_z, .085f, .205f, .145f);
  ear = carved(ear, egg(tilted, ear_x + .07f, .04f, ear_z + .03f, .05f, .13f, .085f), .04f);
  d = joined(d, ear, .07f);
  return joined(d, egg(a, 0, k.mouth_y, .60f, 1.2f * k.mouth_width, .20f + .09f * k.open, .185f + .08f * k.pucker), .14f);
}

AVATAR_FN F neck(V p, const Pose& k) {
  return rod(p, {0, -.62f, -.17f}, {0, -1.75f, -.26f}, .33f * k.neck, .38f * k.neck);
}

AVATAR_FN F torso(V p, const Pose& k) {
  const V a = {root(p.x * p.x + .003f), p.y - .02f * k.breath, p.z};
  const float w = k.shoulders;
  F d = egg(a, 0, -2.62f, -.26f, 1.00f * w, 1.20f, .58f + .015f * k.breath);
  // Down to the hips, past the lower edge of every picture.
  d = joined(d, rod(a, {.30f * w, -2.75f, -.25f}, {.34f * w, -4.4f, -.24f}, .50f, .54f), .30f);
  d = joined(d, egg(a, .36f * w, -2.05f, -.02f, .42f, .40f, .36f), .34f);
  d = joined(d, rod(a, {.02f, -1.36f, -.29f}, {.80f, -1.74f, -.31f}, .235f, .29f), .26f);
  d = joined(d, ball(a, .90f * w, -1.98f, -.29f, .37f), .24f);
  return joined(d, rod(a, {1.00f, -2.1f, -.27f}, {1.22f, -4.5f, -.06f}, .30f, .25f), .12f);
}

AVATAR_FN F hair(V p, V a, const Pose& k) {
  const F cap = egg(a, 0, .315f, -.14f, .895f * k.head, .905f, .955f);
  // The hairline: an egg round the face, cut out softly.
  F d;
  if (k.hair_cut == avatar::Hair::crop) {
    const F side = most(-.06f - p.y, splat(-1.f));
    d = carved(cap, egg(a, 0, -.20f, .80f, .74f, .86f, .80f), .09f);
    // Three locks, swept up from the parting and over to the other side.
    d = joined(d, egg(p, .30f, .96f, .30f, .40f, .24f, .44f), .18f);
    d = joined(d, egg(p, -.12f, 1.06f, .36f, .40f, .23f, .42f), .10f);
    d = joined(d, egg(p, -.46f, .98f, .26f, .30f, .22f, .40f), .10f);
    d = d + .010f * sine_of_turns(p.x * 1.9f + p.z * .9f + p.y * .5f) * step_smooth(.70f, .95f, p.y);
    return most(d * .92f, side);
  }
  if (k.hair_cut == avatar::Hair::curls) {
    const F swell = sine_of_turns(p.x * 1.55f + .1f) * sine_of_turns(p.y * 1.55f) * sine_of_turns(p.z * 1.55f + .2f);
    d = egg(a, 0, .40f, -.16f, .94f * k.head, .97f, .98f) - .055f * swell;
    d = carved(d, egg(a, 0, -.24f, .82f, .70f, .88f, .82f), .08f);
    return most(d * .8f, (-.10f - p.y) * .9f);
  }
  if (k.hair_cut == avatar::Hair::bun) {
    d = carved(cap, egg(a, 0, -.13f, .82f, .70f, .90f, .84f), .07f);
    d = most(d, -.22f - p.y + .15f * p.z);
    return joined(d, egg(p, 0, 1.22f, -.34f, .42f, .36f, .42f), .08f);
  }
  d = joined(cap, egg(a, .62f, -.36f, -.22f, .30f, .64f, .46f), .30f);
  d = joined(d, egg(p, 0, -.25f, -.55f, .74f, .70f, .42f), .2f);
  d = carved(d, egg(a, 0, -.30f, .76f, .66f, .98f, .86f), .10f);
  // A side parting: the fringe sweeps across from the left.
  d = joined(d, egg(p, .15f, .80f, .36f, .52f, .24f, .36f), .24f);
  return most(d, -.86f - p.y + .1f * size_of(p.x));
}

AVATAR_FN void keep(Surface& s, F d, Part part) {
  s.part = select(d < s.d, splat(float(part)), s.part);
  s.d = least(d, s.d);
}

AVATAR_FN void add_mouth(Surface& s, V p, F ax, F inner, const Pose& k) {
  const Lips l = lips_at(ax, k);
  // Hollow between the lines, as deep as teeth and tongue need.
  const F beside = ax - k.mouth_width;
  const F cavity = most(most(p.y - l.upper, l.lower - p.y), most(beside, size_of(p.z - .62f) - .36f));
  // Inside the head the hollow's wall is what is seen.
  const M is_hollow = cavity < -inner;
  const F skin = carved(inner, cavity + .012f, .035f);
  s.part = select(is_hollow & (skin > inner + .012f), splat(float(kMouthInside)), s.part);
  s.d = skin;
  const F full = root(l.q + .02f);
  const F top = (k.lip * (.033f + .006f * k.pucker)) * full, low = (k.lip * (.043f + .004f * k.pucker)) * full;
  const F upper = line_of_lip(p, ax, l.upper + top * .62f, l.depth, top, k);
  const F lower = line_of_lip(p, ax, l.lower - low * .62f, l.depth - .008f, low, k);
  const F lip = least(upper, lower);
  s.part = select((lip < s.d + .010f) & (lip < .02f), splat(float(kLip)), s.part);
  s.d = joined(s.d, lip, .03f);
  if (k.open <= .03f) return;
  const F x2 = ax * ax;
  const F arch = .715f - .85f * x2;
  const F row = most(most(size_of(p.y - (k.mouth_y + k.mouth_rise + .020f - .008f * k.open)) - .048f, size_of(p.z - arch) - .03f), ax - .80f * k.mouth_width) - .012f;
  keep(s, row, kTeeth);
  keep(s, egg(p, 0, k.mouth_y - .05f - .135f * k.open, .60f, .15f, .055f, .14f), kTongue);
}

AVATAR_FN void add_eyes(Surface& s, V a, const Pose& k) {
  const V q = a - at(k.eye_x, k.eye_y, k.eye_z);
  const F far = length(q);
  const F across = q.x * k.eye_inverse_r, up = q.y * k.eye_inverse_r;
  const F arch = across * across;
  const F upper = k.lid_upper - .32f * arch - .05f * across, lower = k.lid_lower + .22f * arch;
  const F shell = size_of(far - (k.eye_r + .012f)) - .014f;
  // Lids grow out of the face; only the upper one has an edge of its own, with the lashes.
  const F over = most(shell, (upper - up) * k.eye_r), under = most(shell, (up - lower) * k.eye_r);
  s.part = select(over < s.d, splat(float(kLid)), s.part);
  s.d = joined(joined(s.d, over, .035f), under, .075f);
  keep(s, far - k.eye_r, kEye);
  const float fall = k.brow_y;
  const F b = least(rod(a, {k.eye_x - .155f, fall, .795f}, {k.eye_x - .01f, fall + .035f, .775f}, .026f * k.brow, .032f * k.brow),
                    rod(a, {k.eye_x - .01f, fall + .035f, .775f}, {k.eye_x + .16f, fall - .01f, .665f}, .032f * k.brow, .014f * k.brow));
  keep(s, b, kBrow);
  if (!k.glasses) return;
  const V g = {a.x - k.eye_x - .005f, a.y - k.eye_y + .01f, a.z - .90f + .10f * a.x};
  const F ring = root(g.x * g.x * .80f + g.y * g.y) - .205f;
  F frame = root(ring * ring + g.z * g.z) - .020f;
  frame = least(frame, rod(a, {0, k.eye_y + .05f, .895f}, {k.eye_x - .215f, k.eye_y + .02f, .885f}, .018f, .018f));
  frame = least(frame, rod(a, {k.eye_x + .215f, k.eye_y + .03f, .85f}, {.84f * k.head, k.eye_y + .04f, .0f}, .018f, .018f));
  keep(s, frame, kGlasses);
}

AVATAR_FN void add_clothes(Surface& s, V p, const Pose& k) {
  const F d = torso(p, k);
  const F ax = root(p.x * p.x + .0005f);
  // The shirt ends in a round neckline, or goes up to its collar.
  const F neckline = k.collar ? least(-1.25f - .28f * (p.z + .22f), -1.385f + 1.1f * ax) : -1.62f + .55f * ax * ax - .25f * p.z;
  const F skin = joined(s.d, d, .05f);
  // Over the skin where the neck grows out of the chest, too.
  const F shirt = most(skin - .010f, p.y - neckline);
  s.d = skin;
  keep(s, shirt, kShirt);
  // Positive within the V where the jacket stands open; there is none behind.
  const F edge = select(p.z > -.25f, (.055f + .46f * (p.y + 2.50f) - ax) * .86f, splat(-9.f));
  keep(s, most(most(d - .045f, edge), p.y + 1.20f), kJacket);
  // Lapels: the cloth turned back along the opening.
  const F lapel = most(d - .072f, most(edge + .010f, -edge - .17f - .20f * (p.y + 1.9f)));
  keep(s, most(lapel, p.y + 1.34f), kJacket);
  if (!k.collar) return;
  // Two wings that lie on the shirt, higher behind the neck than before it.
  const F round = root(p.x * p.x + (p.z + .22f) * (p.z + .22f));
  const F height = p.y + 1.27f + .30f * (p.z + .22f);
  const F wing = size_of(round - .450f * k.neck + .30f * height) - .020f;
  const F gap = select(p.z > 0.f, .082f + .85f * height - ax, splat(-1.f)) * .8f;
  const F collar = most(most(wing, most(height - .15f, -.118f - height)), gap) - .014f;
  keep(s, collar, kShirt);
}

// The whole figure at a point of the world.
AVATAR_FN Surface figure(V p, const Pose& k) {
  Surface s{splat(9.f), splat(float(kSkin))};
  const V h = into_head(p, k);
  const V a = {root(h.x * h.x + .0006f), h.y, h.z};
  const F round = length({h.x, h.y - .12f, h.z}) - 1.35f;
  const F throat = neck(p, k);
  s.d = throat;
  if (any(round < .30f)) {
    s.d = flesh(a, k);
    // In the hollow of the mouth the uncut head is all round: what carves it must not be passed over there.
    if (any(ball(h, 0, k.mouth_y - .04f, .70f, .48f) < most(s.d, splat(0.f)))) add_mouth(s, h, a.x, s.d, k);
    s.d = joined(s.d, throat, .14f);
    if (any(ball(a, k.eye_x, .24f, .72f, k.glasses ? .95f : .40f) < s.d)) add_eyes(s, a, k);
    if (any(ball(h, 0, .25f, -.15f, 1.55f) < s.d)) keep(s, hair(h, a, k), kHair);
    s.d = select(round < .30f, s.d, least(round + .05f, throat));
  } else {
    s.d = least(round, throat);
  }
  const F below = p.y + 1.0f;
  if (any(below < s.d)) add_clothes(s, p, k);
  return s;
}

// A coarser figure, for soft shadows and occlusion, where lids and lips are not seen.
AVATAR_FN F bulk(V p, const Pose& k) {
  const V h = into_head(p, k);
  const V a = {root(h.x * h.x + .0006f), h.y, h.z};
  const F round = length({h.x, h.y - .12f, h.z}) - 1.35f;
  F d = neck(p, k);
  if (any(round < .25f)) d = least(d, select(round < .25f, least(joined(bone(a, k), d, .14f), hair(h, a, k)), round));
  else d = least(d, round);
  if (any(p.y + 1.0f < d)) d = least(d, torso(p, k) - .03f);
  return d;
}
}  // namespace AVATAR_NAMESPACE
