// One picture by packets of lanes; included once for each width with AVATAR_LANES and AVATAR_NAMESPACE set.
#include <cstdint>
#include <vector>

#include "render/raster.h"
#include "render/shade.h"

namespace AVATAR_NAMESPACE {
namespace {

// Rows and columns of a packet: as square as the width allows, so that its rays stay together.
constexpr int kAcross = AVATAR_LANES == 4 ? 2 : 4;
constexpr int kDown = AVATAR_LANES / kAcross;
// Neighbours that differ by more have an edge between them.
constexpr int kEdge = 14;
// Where else edges are sampled: three more points of a rotated grid, in pixels from the middle.
constexpr float kOff[3][2] = {{.125f, -.375f}, {-.375f, .125f}, {.25f, .375f}};

std::uint8_t byte(float x) { return std::uint8_t(x < 0 ? 0 : x > 1 ? 255 : x * 255.f + .5f); }

struct Sheet {
  avatar::Picture& picture;
  const avatar::Pose& pose;
  float aspect() const { return float(picture.width) / float(picture.height); }
  std::uint8_t* pixel(int x, int y) const { return &picture.rgba[4 * (std::size_t(y) * picture.width + x)]; }
};

void put(const Sheet& sheet, int x, int y, const Shaded& s, int i) {
  std::uint8_t* to = sheet.pixel(x, y);
  to[0] = byte(lane(s.colour.x, i));
  to[1] = byte(lane(s.colour.y, i));
  to[2] = byte(lane(s.colour.z, i));
  to[3] = byte(lane(s.cover, i));
}

void draw_packet(const Sheet& sheet, int left, int top) {
  const int width = sheet.picture.width, height = sheet.picture.height;
  F u, v;
  for (int i = 0; i < AVATAR_LANES; ++i) {
    set_lane(u, i, (float(left + i % kAcross) + .5f) / float(width));
    set_lane(v, i, (float(top + i / kAcross) + .5f) / float(height));
  }
  const Shaded s = sample(u, v, sheet.aspect(), sheet.pose);
  for (int i = 0; i < AVATAR_LANES; ++i) {
    const int x = left + i % kAcross, y = top + i / kAcross;
    if (x < width && y < height) put(sheet, x, y, s, i);
  }
}

bool differs(const std::uint8_t* a, const std::uint8_t* b) {
  for (int c = 0; c < 4; ++c)
    if (a[c] - b[c] > kEdge || b[c] - a[c] > kEdge) return true;
  return false;
}

std::vector<int> edges_of(const Sheet& sheet) {
  const int width = sheet.picture.width, height = sheet.picture.height;
  std::vector<std::uint8_t> marks(std::size_t(width) * height);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      const auto* here = sheet.pixel(x, y);
      if (x + 1 < width && differs(here, sheet.pixel(x + 1, y))) marks[y * width + x] = marks[y * width + x + 1] = 1;
      if (y + 1 < height && differs(here, sheet.pixel(x, y + 1))) marks[y * width + x] = marks[(y + 1) * width + x] = 1;
    }
  std::vector<int> edges;
  // By tiles, so that the rays of a packet stay near each other.
  for (int top = 0; top < height; top += 8)
    for (int left = 0; left < width; left += 8)
      for (int y = top; y < top + 8 && y < height; ++y)
        for (int x = left; x < left + 8 && x < width; ++x)
          if (marks[y * width + x]) edges.push_back(y * width + x);
  return edges;
}

// Adds the other samples of up to AVATAR_LANES edge pixels to the one they have.
void refine(const Sheet& sheet, const int* pixels, int count) {
  const int width = sheet.picture.width, height = sheet.picture.height;
  float sum[AVATAR_LANES][4] = {};
  for (int i = 0; i < count; ++i) {
    const std::uint8_t* had = &sheet.picture.rgba[4 * std::size_t(pixels[i])];
    for (int c = 0; c < 3; ++c) sum[i][c] = float(had[c]) * float(had[3]) / 255.f;
    sum[i][3] = float(had[3]);
  }
  for (const auto& off : kOff) {
    F u, v;
    for (int i = 0; i < AVATAR_LANES; ++i) {
      const int pixel = pixels[i < count ? i : 0];
      set_lane(u, i, (float(pixel % width) + .5f + off[0]) / float(width));
      set_lane(v, i, (float(pixel / width) + .5f + off[1]) / float(height));
    }
    const Shaded s = sample(u, v, sheet.aspect(), sheet.pose);
    for (int i = 0; i < count; ++i) {
      const float cover = lane(s.cover, i);
      sum[i][0] += lane(s.colour.x, i) * cover * 255.f;
      sum[i][1] += lane(s.colour.y, i) * cover * 255.f;
      sum[i][2] += lane(s.colour.z, i) * cover * 255.f;
      sum[i][3] += cover * 255.f;
    }
  }
  for (int i = 0; i < count; ++i) {
    std::uint8_t* to = &sheet.picture.rgba[4 * std::size_t(pixels[i])];
    const float cover = sum[i][3] / 255.f;
    for (int c = 0; c < 3; ++c) to[c] = cover > 0 ? byte(sum[i][c] / (cover * 255.f)) : 0;
    to[3] = byte(sum[i][3] / (4.f * 255.f));
  }
}

}  // namespace

void draw(const avatar::Pose& pose, avatar::Picture& into) {
  const Sheet sheet{into, pose};
  for (int top = 0; top < into.height; top += kDown)
    for (int left = 0; left < into.width; left += kAcross) draw_packet(sheet, left, top);
  const std::vector<int> edges = edges_of(sheet);
  for (std::size_t i = 0; i < edges.size(); i += AVATAR_LANES)
    refine(sheet, &edges[i], int(edges.size() - i < AVATAR_LANES ? edges.size() - i : AVATAR_LANES));
}
}  // namespace AVATAR_NAMESPACE
