// Light on the figure: a key with a soft shadow, a fill, two rims, ambient light held back in creases.
#pragma once
#include "render/figure.h"

namespace AVATAR_NAMESPACE {

// A sample's colour, linear and before exposure, and how much of the pixel the figure covers.
struct Shaded {
  V colour;
  F cover;
};

struct Material {
  V albedo;
  // Strength and sharpness of the highlight; how far light wraps round, as in skin.
  F gloss, sharp, wrap;
};

AVATAR_FN V tint(const avatar::Colour& c) { return at(c.r, c.g, c.b); }

AVATAR_FN V slope(V p, const Pose& k) {
  // Four taps at a tetrahedron's corners give the gradient with the fewest evaluations.
  constexpr float e = .0024f;
  const F a = figure(p + at(e, -e, -e), k).d, b = figure(p + at(-e, -e, e), k).d;
  const F c = figure(p + at(-e, e, -e), k).d, d = figure(p + at(e, e, e), k).d;
  return normal({a - b - c + d, c - a - b + d, b - a - c + d});
}

// How much of the key light arrives, by the narrowest cone towards it (Quilez, "soft shadows").
AVATAR_FN F lit(V p, V to, const Pose& k) {
  F t = splat(.05f), light = splat(1.f);
  for (int i = 0; i < 11; ++i) {
    const F d = bulk(p + to * t, k);
    light = least(light, 8.f * d / t);
    t = t + clamped(d, .05f, .30f);
    if (!any(light > .02f)) break;
  }
  light = unit(light);
  return light * light * (3.f - 2.f * light);
}

AVATAR_FN F openness(V p, V n, const Pose& k) {
  F closed = splat(0.f);
  float weight = 1.f;
  for (int i = 1; i <= 3; ++i) {
    const float h = .02f + .075f * float(i);
    closed = closed + (h - bulk(p + n * splat(h), k)) * weight;
    weight *= .62f;
  }
  return unit(1.f - 1.35f * closed);
}

AVATAR_FN F powered(F x, int squarings) {
  for (int i = 0; i < squarings; ++i) x = x * x;
  return x;
}

AVATAR_FN M is(F part, Part which) { return size_of(part - float(which)) < .5f; }

// White, iris, pupil and the dark ring between, by the angle to where the eye looks.
AVATAR_FN V eye_colour(V h, V a, const Pose& k) {
  const V q = {a.x - k.eye_x, a.y - k.eye_y, a.z - k.eye_z};
  const M is_right = h.x > 0.f;
  const V out = normal({select(is_right, q.x, -q.x), q.y, q.z});
  const V look = select(is_right, at(k.look[1][0], k.look[1][1], k.look[1][2]), at(k.look[0][0], k.look[0][1], k.look[0][2]));
  const F away = 1.f - dot(out, look);
  const V iris = tint(k.iris) * (.75f + 3.2f * away) * (1.f - step_smooth(.105f, .150f, away) * .65f);
  V c = at(.86f, .85f, .83f) * (1.f - .16f * step_smooth(.2f, .9f, away));
  c = mixed(iris, c, step_smooth(.130f, .158f, away));
  return mixed(at(.012f, .010f, .010f), c, step_smooth(.022f, .034f, away));
}

AVATAR_FN V skin_colour(V a, const Pose& k) {
  V c = tint(k.skin);
  const F cheek = decay(-9.f * ((a.x - .40f) * (a.x - .40f) + (a.y + .16f) * (a.y + .16f)));
  const F tip = decay(-40.f * (a.x * a.x + (a.y + .12f) * (a.y + .12f))) * step_smooth(.7f, .95f, a.z);
  const F ear = step_smooth(.74f, .86f, a.x) * step_smooth(-.3f, .0f, a.y);
  return mixed(c, tint(k.flush), unit(.55f * cheek + .40f * tip + .35f * ear) * step_smooth(-1.f, -.7f, a.y));
}

AVATAR_FN Material material(F part, V p, const Pose& k) {
  const V h = into_head(p, k);
  const V a = {root(h.x * h.x + .0006f), h.y, h.z};
  Material m{skin_colour(a, k), splat(.16f), splat(4.f), splat(.32f)};
  const auto put = [&](M where, V albedo, float gloss, float sharp, float wrap) AVATAR_INLINE {
    m.albedo = select(where, albedo, m.albedo);
    m.gloss = select(where, splat(gloss), m.gloss);
    m.sharp = select(where, splat(sharp), m.sharp);
    m.wrap = select(where, splat(wrap), m.wrap);
  };
  const M head = (p.y > -1.25f) | (part < 8.5f);
  if (any(head & (part > .5f))) {
    const Lips l = lips_at(a.x, k);
    const F seam = decay(-5200.f * (h.y - (l.upper + l.lower) * .5f) * (h.y - (l.upper + l.lower) * .5f));
    const float closed = k.open < .06f ? 1.f - k.open * 16.f : 0.f;
    put(is(part, kLip), tint(k.lips) * (1.f - .62f * closed * seam), .30f, 5.f, .25f);
    put(is(part, kMouthInside), at(.060f, .013f, .012f) * step_smooth(.25f, .70f, h.z), .02f, 4.f, .1f);
    const F edge = unit(1.f - .30f * step_smooth(.10f, .22f, a.x));
    put(is(part, kTeeth), at(.74f, .72f, .66f) * edge, .35f, 5.f, .2f);
    put(is(part, kTongue), at(.50f, .13f, .12f), .25f, 4.f, .3f);
    if (any(is(part, kEye))) put(is(part, kEye), eye_colour(h, a, k), .9f, 6.f, .25f);
    const F up = (a.y - k.eye_y) * k.eye_inverse_r, across = (a.x - k.eye_x) * k.eye_inverse_r;
    const F lash = up - (k.lid_upper - .32f * across * across - .05f * across);
    const V shadowed = m.albedo * .94f;
    put(is(part, kLid), mixed(at(.022f, .015f, .013f), shadowed, step_smooth(.07f, .15f, size_of(lash))), .10f, 4.f, .3f);
    put(is(part, kBrow), tint(k.hair) * .9f, .10f, 3.f, .2f);
    // Strands: a fine swing of the highlight round the head, none in the shape.
    const F round = h.x * 5.f + h.z * 2.2f;
    const F strand = .5f + .5f * sine_of_turns(round + .35f * sine_of_turns(h.y * 1.3f)) * sine_of_turns(round * 2.7f + h.y * .6f);
    put(is(part, kHair), tint(k.hair) * (.90f + .20f * strand), .22f, 4.f, .15f);
    put(is(part, kGlasses), at(.035f, .032f, .036f), .8f, 6.f, 0.f);
  }
  put(is(part, kJacket), tint(k.jacket), .05f, 3.f, .12f);
  put(is(part, kShirt), tint(k.shirt), .04f, 3.f, .22f);
  return m;
}

AVATAR_FN V shade(V p, V along, F part, const Pose& k) {
  const V n = slope(p, k);
  const Material m = material(part, p, k);
  const V key = at(-.494f, .556f, .668f), fill = at(.809f, .114f, .571f);
  const V rim_right = at(.509f, .463f, -.726f), rim_left = at(-.776f, .242f, -.582f);
  const F shadow = lit(p + n * splat(.02f), key, k);
  const F open = openness(p, n, k);
  const F facing = dot(n, key);
  const F wrapped = unit((facing + m.wrap) / (1.f + m.wrap));
  const F light = wrapped * mixed(splat(1.f), shadow, unit(.55f + facing));
  V c = m.albedo * light;
  c = {c.x * 2.30f, c.y * 2.12f, c.z * 1.92f};
  // Where light ends on skin it comes back red.
  const F band = unit(wrapped * 2.4f) * (1.f - unit(wrapped * 1.6f)) * unit(m.wrap * 4.f - .6f);
  c = c + V{m.albedo.x * .34f, m.albedo.y * .07f, m.albedo.z * .03f} * (band * open);
  const F half = unit(.5f + .5f * dot(n, fill)) * (.35f + .65f * open);
  c = c + V{m.albedo.x * .44f, m.albedo.y * .50f, m.albedo.z * .60f} * half;
  const F sky = (.62f + .38f * n.y) * open;
  c = c + V{m.albedo.x * .34f, m.albedo.y * .36f, m.albedo.z * .40f} * sky;
  // Some light goes through lips and cheeks: the hollow of a mouth is dark red, not black.
  if (any(is(part, kMouthInside))) {
    const V glow = at(.060f, .011f, .010f) * step_smooth(-.10f, .75f, into_head(p, k).z);
    c = select(is(part, kMouthInside), c + glow, c);
  }
  const V half_way = normal(key - along);
  const F shine = unit(dot(n, half_way));
  const F soft = powered(shine, 3), tight = powered(shine, 6);
  const F spark = m.gloss * mixed(soft * .45f, tight * 2.2f, unit((m.sharp - 3.f) * .34f)) * mixed(splat(.25f), splat(1.f), shadow);
  const F grazing = unit(1.f + dot(n, along));
  const F edge = grazing * grazing * grazing;
  const F rim = (unit(dot(n, rim_right)) * .75f + unit(dot(n, rim_left)) * .60f) * (edge * .8f + .12f) * open;
  c = c + at(1.f, .98f, .94f) * spark;
  return c + V{rim * .80f, rim * .88f, rim} * (.35f + .9f * m.albedo.y + m.gloss * .5f);
}

// Exposure, a filmic curve (Narkowicz's fit of ACES) and a square root for the display.
AVATAR_FN F shown(F c) {
  const F x = c * .62f;
  const F y = unit((x * (2.51f * x + .03f)) / (x * (2.43f * x + .59f) + .14f));
  return root(y);
}

// Follows rays from the camera through (u, v), both 0 to 1 from the top left; `aspect` is width over height.
AVATAR_FN Shaded sample(F u, F v, float aspect, const Pose& k) {
  const V from = at(k.camera[0], k.camera[1], k.camera[2]);
  const V along = normal({(u * 2.f - 1.f) * (aspect * k.reach), (1.f - v * 2.f) * k.reach, splat(-1.f)});
  F t = splat(5.6f), nearest = splat(9.f);
  Surface s{};
  M going = t > 0.f;
  for (int i = 0; i < 80; ++i) {
    s = figure(from + along * t, k);
    nearest = select(going, least(nearest, s.d), nearest);
    going = (s.d > t * .00022f) & (t < 9.6f);
    if (!any(going)) break;
    t = t + select(going, s.d * .88f, splat(0.f));
  }
  const M has_hit = s.d < .02f;
  Shaded out{at(0, 0, 0), select(has_hit, splat(1.f), splat(0.f))};
  if (!any(has_hit)) return out;
  const V lights = shade(from + along * t, along, s.part, k);
  out.colour = {select(has_hit, shown(lights.x), splat(0.f)), select(has_hit, shown(lights.y), splat(0.f)),
                select(has_hit, shown(lights.z), splat(0.f))};
  return out;
}
}  // namespace AVATAR_NAMESPACE
