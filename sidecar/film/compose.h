// A frame of the film: the slide, and on it the presenter in a rounded window with the label.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "film/job.h"
#include "render/raster.h"

namespace avatar {

// Bytes of red, green and blue, top row first.
struct Image {
  int width = 0, height = 0;
  std::vector<std::uint8_t> rgb;
};

// Full picture in planes: luma, then both colour differences at half size; BT.709, studio range.
struct Planes {
  int width = 0, height = 0;
  std::vector<std::uint8_t> y, u, v;
};

Image read_png(const std::filesystem::path& file);
void write_jpeg(const Image& image, const std::filesystem::path& file);

// A slide prepared once: its planes, and the window on it with everything but the presenter.
class Stage {
 public:
  Stage(const Job& job, Image slide);
  // The slide with the presenter in its window.
  void compose(const Picture& presenter, Planes& into) const;
  // The same as an image, for a poster.
  Image still(const Picture& presenter) const;

 private:
  void lay(const Picture& presenter, std::vector<std::uint8_t>& window) const;
  Panel panel_;
  Image slide_;
  Planes planes_;
  // Of the window: what stands behind the presenter, how much of the presenter is let through, and the
  // label before everything, as premultiplied colour and cover.
  std::vector<std::uint8_t> behind_, matte_, label_;
};

}  // namespace avatar
