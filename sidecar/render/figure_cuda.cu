// The figure on a graphics card: the same source, one sample a thread.
#include "render/figure_cuda.h"

#define AVATAR_LANES 1
#define AVATAR_NAMESPACE avatar_cuda
#include "render/shade.h"

#include <stdexcept>
#include <string>

namespace avatar_cuda {
namespace {

constexpr int kEdge = 14;

struct Bytes {
  unsigned char r, g, b, a;
};

__device__ unsigned char byte(float x) { return (unsigned char)(x < 0.f ? 0.f : x > 1.f ? 255.f : x * 255.f + .5f); }

__global__ void draw_middles(avatar::Pose pose, Bytes* picture, int width, int height) {
  const int x = blockIdx.x * blockDim.x + threadIdx.x, y = blockIdx.y * blockDim.y + threadIdx.y;
  if (x >= width || y >= height) return;
  const Shaded s = sample((x + .5f) / width, (y + .5f) / height, float(width) / height, pose);
  picture[y * width + x] = {byte(s.colour.x), byte(s.colour.y), byte(s.colour.z), byte(s.cover)};
}

__device__ bool differs(Bytes a, Bytes b) {
  return abs(a.r - b.r) > kEdge || abs(a.g - b.g) > kEdge || abs(a.b - b.b) > kEdge || abs(a.a - b.a) > kEdge;
}

__global__ void refine_edges(avatar::Pose pose, const Bytes* from, Bytes* to, int width, int height) {
  const int x = blockIdx.x * blockDim.x + threadIdx.x, y = blockIdx.y * blockDim.y + threadIdx.y;
  if (x >= width || y >= height) return;
  const Bytes had = from[y * width + x];
  to[y * width + x] = had;
  const bool is_edge = (x > 0 && differs(had, from[y * width + x - 1])) || (x + 1 < width && differs(had, from[y * width + x + 1])) ||
                       (y > 0 && differs(had, from[(y - 1) * width + x])) || (y + 1 < height && differs(had, from[(y + 1) * width + x]));
  if (!is_edge) return;
  const float off[3][2] = {{.125f, -.375f}, {-.375f, .125f}, {.25f, .375f}};
  float cover = had.a / 255.f;
  V sum = {had.r * cover / 255.f, had.g * cover / 255.f, had.b * cover / 255.f};
  for (int i = 0; i < 3; ++i) {
    const Shaded s = sample((x + .5f + off[i][0]) / width, (y + .5f + off[i][1]) / height, float(width) / height, pose);
    sum = sum + s.colour * s.cover;
    cover += s.cover;
  }
  if (cover > 0.f) to[y * width + x] = {byte(sum.x / cover), byte(sum.y / cover), byte(sum.z / cover), byte(cover * .25f)};
}

void check(cudaError_t result) {
  if (result != cudaSuccess) throw std::runtime_error(std::string("graphics card: ") + cudaGetErrorString(result));
}

// Memory of one thread of the program, kept from picture to picture.
struct Buffers {
  Bytes *middles = nullptr, *refined = nullptr;
  std::size_t pixels = 0;
  cudaStream_t stream = nullptr;

  void fit(std::size_t wanted) {
    if (!stream) check(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking));
    if (wanted <= pixels) return;
    cudaFree(middles);
    cudaFree(refined);
    check(cudaMalloc(&middles, wanted * sizeof(Bytes)));
    check(cudaMalloc(&refined, wanted * sizeof(Bytes)));
    pixels = wanted;
  }
  ~Buffers() {
    cudaFree(middles);
    cudaFree(refined);
    if (stream) cudaStreamDestroy(stream);
  }
};

}  // namespace

bool is_there() {
  int count = 0;
  return cudaGetDeviceCount(&count) == cudaSuccess && count > 0;
}

void draw(const avatar::Pose& pose, avatar::Picture& into) {
  thread_local Buffers buffers;
  const std::size_t pixels = std::size_t(into.width) * into.height;
  buffers.fit(pixels);
  const dim3 block(8, 8), grid((into.width + 7) / 8, (into.height + 7) / 8);
  draw_middles<<<grid, block, 0, buffers.stream>>>(pose, buffers.middles, into.width, into.height);
  refine_edges<<<grid, block, 0, buffers.stream>>>(pose, buffers.middles, buffers.refined, into.width, into.height);
  check(cudaGetLastError());
  check(cudaMemcpyAsync(into.rgba.data(), buffers.refined, pixels * sizeof(Bytes), cudaMemcpyDeviceToHost, buffers.stream));
  check(cudaStreamSynchronize(buffers.stream));
}

}  // namespace avatar_cuda
