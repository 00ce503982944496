// Floats that stand for one sample or for many: the figure is written once over them, and compiled for
// a graphics card (one sample a thread) and for a processor's vector registers (4, 8 or 16 at a time).
// AVATAR_LANES says how many. Include inside no namespace; everything lands in one that names the width.
#pragma once
#ifdef __CUDACC__
#define AVATAR_FN __device__ inline
#define AVATAR_INLINE
#else
#define AVATAR_FN static inline
#define AVATAR_INLINE __attribute__((always_inline))
#endif
#if defined(__AVX2__) || defined(__AVX512F__)
#include <immintrin.h>
#elif defined(__SSE2__)
#include <emmintrin.h>
#endif
#include <math.h>

namespace AVATAR_NAMESPACE {
#if AVATAR_LANES == 1
using F = float;
using M = bool;
AVATAR_FN F splat(float x) { return x; }
AVATAR_FN F select(M m, F a, F b) { return m ? a : b; }
AVATAR_FN bool any(M m) { return m; }
AVATAR_FN F root(F x) { return sqrtf(x); }
AVATAR_FN F inverse_root(F x) { return 1.f / sqrtf(x); }
AVATAR_FN F whole(F x) { return floorf(x); }
AVATAR_FN float lane(F x, int) { return x; }
AVATAR_FN void set_lane(F& x, int, float value) { x = value; }
#else
typedef float F __attribute__((vector_size(4 * AVATAR_LANES)));
typedef int M __attribute__((vector_size(4 * AVATAR_LANES)));
AVATAR_FN F splat(float x) { return F{} + x; }
AVATAR_FN F select(M m, F a, F b) { return m ? a : b; }
AVATAR_FN float lane(F x, int i) { return x[i]; }
AVATAR_FN void set_lane(F& x, int i, float value) { x[i] = value; }
#if AVATAR_LANES == 16 && defined(__AVX512F__)
AVATAR_FN bool any(M m) { return _mm512_test_epi32_mask((__m512i)m, (__m512i)m) != 0; }
AVATAR_FN F inverse_root(F x) {
  const F r = (F)_mm512_maskz_rsqrt14_ps((__mmask16)-1, (__m512)x);
  return r * (1.5f - .5f * x * r * r);
}
AVATAR_FN F whole(F x) { return (F)_mm512_maskz_roundscale_ps((__mmask16)-1, (__m512)x, 1); }
#elif AVATAR_LANES == 8 && defined(__AVX2__)
AVATAR_FN bool any(M m) { return _mm256_movemask_ps((__m256)m) != 0; }
AVATAR_FN F inverse_root(F x) {
  const F r = (F)_mm256_rsqrt_ps((__m256)x);
  return r * (1.5f - .5f * x * r * r);
}
AVATAR_FN F whole(F x) { return (F)_mm256_floor_ps((__m256)x); }
#else
AVATAR_FN bool any(M m) {
  int found = 0;
  for (int i = 0; i < AVATAR_LANES; ++i) found |= m[i];
  return found != 0;
}
AVATAR_FN F inverse_root(F x) {
  F r;
  for (int i = 0; i < AVATAR_LANES; ++i) r[i] = 1.f / sqrtf(x[i]);
  return r;
}
AVATAR_FN F whole(F x) {
  F r;
  for (int i = 0; i < AVATAR_LANES; ++i) r[i] = floorf(x[i]);
  return r;
}
#endif
// Of zero it is zero, not the 0 times infinity of the plain product.
AVATAR_FN F root(F x) {
  const F safe = x > 1e-12f ? x : splat(1e-12f);
  return safe * inverse_root(safe);
}
#endif

AVATAR_FN F least(F a, F b) { return select(a < b, a, b); }
AVATAR_FN F most(F a, F b) { return select(a > b, a, b); }
AVATAR_FN F size_of(F x) { return most(x, -x); }
AVATAR_FN F clamped(F x, float low, float high) { return least(most(x, splat(low)), splat(high)); }
AVATAR_FN F unit(F x) { return clamped(x, 0.f, 1.f); }
AVATAR_FN F mixed(F a, F b, F t) { return a + (b - a) * t; }
AVATAR_FN F step_smooth(float from, float to, F x) {
  const F t = unit((x - from) * (1.f / (to - from)));
  return t * t * (3.f - 2.f * t);
}
// A full turn is 1; a parabola corrected once, within .001 of the sine.
AVATAR_FN F sine_of_turns(F turns) {
  const F x = turns - whole(turns + .5f);
  const F y = x * (8.f - 16.f * size_of(x));
  return y * (.775f + .225f * size_of(y));
}
// e to the x for x at most 0, by squaring (1 + x/64) six times: within 1 % down to -6, then small.
AVATAR_FN F decay(F x) {
  F y = most(1.f + x * (1.f / 64.f), splat(0.f));
  for (int i = 0; i < 6; ++i) y = y * y;
  return y;
}

struct V {
  F x, y, z;
};
AVATAR_FN V operator+(V a, V b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
AVATAR_FN V operator-(V a, V b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
AVATAR_FN V operator*(V a, F s) { return {a.x * s, a.y * s, a.z * s}; }
#if AVATAR_LANES != 1
AVATAR_FN V operator*(V a, float s) { return {a.x * s, a.y * s, a.z * s}; }
#endif
AVATAR_FN F dot(V a, V b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
AVATAR_FN F length(V a) { return root(dot(a, a)); }
AVATAR_FN V normal(V a) { return a * inverse_root(dot(a, a) + 1e-12f); }
AVATAR_FN V mixed(V a, V b, F t) { return a + (b - a) * t; }
AVATAR_FN V select(M m, V a, V b) { return {select(m, a.x, b.x), select(m, a.y, b.y), select(m, a.z, b.z)}; }
AVATAR_FN V at(float x, float y, float z) { return {splat(x), splat(y), splat(z)}; }
}  // namespace AVATAR_NAMESPACE
