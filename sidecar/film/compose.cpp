#include "film/compose.h"

#include <algorithm>
#include <cmath>

#include "film/lettering.h"

namespace avatar {
namespace {

std::uint8_t byte(float x) { return std::uint8_t(std::clamp(x, 0.F, 255.F) + .5F); }

// How much of the pixel lies within a rectangle with rounded corners, over an edge one pixel wide.
float inside(float x, float y, float left, float top, float width, float height, float radius) {
  const float dx = std::abs(x - left - width / 2) - width / 2 + radius, dy = std::abs(y - top - height / 2) - height / 2 + radius;
  const float out = std::hypot(std::max(dx, 0.F), std::max(dy, 0.F)) + std::min(std::max(dx, dy), 0.F) - radius;
  return std::clamp(.5F - out, 0.F, 1.F);
}

void to_luma(const std::uint8_t* rgb, std::uint8_t& y) {
  y = std::uint8_t((47 * rgb[0] + 157 * rgb[1] + 16 * rgb[2] + 128) / 256 + 16);
}

// Converts a block of an RGB image (`stride` pixels a row) into the planes at (left, top).
void convert(const std::uint8_t* rgb, int width, int height, Planes& into, int left, int top) {
  for (int row = 0; row < height; ++row) {
    std::uint8_t* y = &into.y[std::size_t(top + row) * into.width + left];
    for (int x = 0; x < width; ++x) to_luma(rgb + 3 * (row * width + x), y[x]);
  }
  for (int row = 0; row < height; row += 2)
    for (int x = 0; x < width; x += 2) {
      const std::uint8_t *a = rgb + 3 * (row * width + x), *b = a + 3 * width;
      const int r = a[0] + a[3] + b[0] + b[3], g = a[1] + a[4] + b[1] + b[4], l = a[2] + a[5] + b[2] + b[5];
      const std::size_t at = std::size_t(top + row) / 2 * (into.width / 2) + (left + x) / 2;
      into.u[at] = std::uint8_t((-26 * r - 86 * g + 112 * l + 512 + 131072) / 1024);
      into.v[at] = std::uint8_t((112 * r - 102 * g - 10 * l + 512 + 131072) / 1024);
    }
}

}  // namespace

Stage::Stage(const Job& job, Image slide) : panel_(job.panel), slide_(std::move(slide)) {
  if (slide_.width != job.width || slide_.height != job.height)
    throw BadJob("slides: pictures of " + std::to_string(job.width) + "x" + std::to_string(job.height) + " pixels");
  planes_ = {slide_.width, slide_.height, std::vector<std::uint8_t>(std::size_t(slide_.width) * slide_.height),
             std::vector<std::uint8_t>(std::size_t(slide_.width) * slide_.height / 4),
             std::vector<std::uint8_t>(std::size_t(slide_.width) * slide_.height / 4)};
  convert(slide_.rgb.data(), slide_.width, slide_.height, planes_, 0, 0);
  const int w = panel_.w, h = panel_.h;
  behind_.resize(std::size_t(w) * h * 3);
  matte_.resize(std::size_t(w) * h);
  label_.resize(std::size_t(w) * h * 4);
  const Colour paint = presenter_named(job.presenter).wall;
  const float radius = .06F * float(std::min(w, h));
  for (int y = 0; y < h; ++y)
    for (int x = 0; x < w; ++x) {
      const float within = inside(float(x) + .5F, float(y) + .5F, 0, 0, float(w), float(h), radius);
      matte_[y * w + x] = byte(255 * within);
      // A studio wall: light from the upper left that falls off towards the corners.
      const float u = float(x) / float(w) - .38F, v = float(y) / float(h) - .30F;
      const float light = 1.F - .46F * std::min(1.F, u * u * 1.3F + v * v);
      const float wall[3] = {paint.r * light + 4, paint.g * light + 5, paint.b * light + 8};
      const std::uint8_t* under = &slide_.rgb[3 * (std::size_t(panel_.y + y) * slide_.width + panel_.x + x)];
      for (int c = 0; c < 3; ++c) behind_[3 * (y * w + x) + c] = byte(wall[c] * within + float(under[c]) * (1 - within));
    }
  const int size = std::max(11, h / 24);
  const Lettering words = letter(job.label, size);
  const int pad = size * 2 / 3, pill_w = words.width + 2 * pad, pill_h = words.height + pad / 2;
  const int left = (w - pill_w) / 2, top = h - pill_h - size * 2 / 3;
  for (int y = std::max(0, top); y < std::min(h, top + pill_h); ++y)
    for (int x = std::max(0, left); x < std::min(w, left + pill_w); ++x) {
      const float pill = inside(float(x) + .5F, float(y) + .5F, float(left), float(top), float(pill_w), float(pill_h), float(pill_h) / 2);
      const int lx = x - left - pad, ly = y - top - pad / 4;
      const bool on = lx >= 0 && ly >= 0 && lx < words.width && ly < words.height;
      const float ink = on ? float(words.cover[ly * words.width + lx]) / 255.F : 0.F;
      std::uint8_t* to = &label_[4 * (y * w + x)];
      const float cover = pill * (.78F + .22F * ink);
      to[0] = byte((18 + 237 * ink) * cover);
      to[1] = byte((33 + 222 * ink) * cover);
      to[2] = byte((58 + 197 * ink) * cover);
      to[3] = byte(255 * cover);
    }
}

void Stage::lay(const Picture& presenter, std::vector<std::uint8_t>& window) const {
  const std::size_t count = std::size_t(panel_.w) * panel_.h;
  window.resize(count * 3);
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint8_t *over = &presenter.rgba[4 * i], *label = &label_[4 * i];
    const int cover = over[3] * matte_[i] / 255, rest = 255 - label[3];
    for (int c = 0; c < 3; ++c) {
      const int seen = (behind_[3 * i + c] * (255 - cover) + over[c] * cover + 127) / 255;
      window[3 * i + c] = std::uint8_t(label[c] + (seen * rest + 127) / 255);
    }
  }
}

void Stage::compose(const Picture& presenter, Planes& into) const {
  into = planes_;
  std::vector<std::uint8_t> window;
  lay(presenter, window);
  convert(window.data(), panel_.w, panel_.h, into, panel_.x, panel_.y);
}

Image Stage::still(const Picture& presenter) const {
  Image image = slide_;
  std::vector<std::uint8_t> window;
  lay(presenter, window);
  for (int y = 0; y < panel_.h; ++y)
    std::copy_n(&window[3 * std::size_t(y) * panel_.w], 3 * panel_.w, &image.rgb[3 * (std::size_t(panel_.y + y) * image.width + panel_.x)]);
  return image;
}

}  // namespace avatar
