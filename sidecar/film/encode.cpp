#include "film/encode.h"

#include <cstring>
#include <fstream>

#include "film/av.h"

namespace avatar {
namespace fs = std::filesystem;

struct PieceEncoder::State {
  CodecContext context;
  Frame frame;
  Packet packet{av_packet_alloc()};
  Piece piece;

  void drain() {
    for (;;) {
      const int got = avcodec_receive_packet(context.get(), packet.get());
      if (got == AVERROR(EAGAIN) || got == AVERROR_EOF) return;
      expect(got, "H.264 encoder");
      piece.packets.push_back({packet->pts, (packet->flags & AV_PKT_FLAG_KEY) != 0, {packet->data, packet->data + packet->size}});
      av_packet_unref(packet.get());
    }
  }
};

PieceEncoder::PieceEncoder(const Job& job) : state_(std::make_unique<State>()) {
  const AVCodec* codec = avcodec_find_encoder_by_name("libx264");
  if (!codec) throw EncoderFailed("this machine has no H.264 encoder");
  state_->context.reset(avcodec_alloc_context3(codec));
  AVCodecContext& context = *state_->context;
  context.width = job.width;
  context.height = job.height;
  context.pix_fmt = AV_PIX_FMT_YUV420P;
  context.time_base = {1, job.fps};
  context.framerate = {job.fps, 1};
  context.colorspace = AVCOL_SPC_BT709;
  context.color_primaries = AVCOL_PRI_BT709;
  context.color_trc = AVCOL_TRC_BT709;
  context.color_range = AVCOL_RANGE_MPEG;
  context.flags |= AV_CODEC_FLAG_GLOBAL_HEADER | AV_CODEC_FLAG_CLOSED_GOP;
  context.gop_size = 100000;
  context.thread_count = 1;
  av_opt_set(context.priv_data, "preset", "veryfast", 0);
  av_opt_set(context.priv_data, "crf", std::to_string(job.crf).c_str(), 0);
  av_opt_set(context.priv_data, "x264-params", "scenecut=0:rc-lookahead=20", 0);
  expect(avcodec_open2(&context, codec, nullptr), "H.264 encoder");
  state_->piece.extradata.assign(context.extradata, context.extradata + context.extradata_size);
  state_->frame.reset(av_frame_alloc());
  state_->frame->format = context.pix_fmt;
  state_->frame->width = job.width;
  state_->frame->height = job.height;
  expect(av_frame_get_buffer(state_->frame.get(), 0), "frame");
}

PieceEncoder::~PieceEncoder() = default;

void PieceEncoder::add(const Planes& planes) {
  AVFrame& frame = *state_->frame;
  expect(av_frame_make_writable(&frame), "frame");
  const std::uint8_t* from[] = {planes.y.data(), planes.u.data(), planes.v.data()};
  for (int plane = 0; plane < 3; ++plane) {
    const int width = plane == 0 ? planes.width : planes.width / 2, height = plane == 0 ? planes.height : planes.height / 2;
    for (int y = 0; y < height; ++y) std::memcpy(frame.data[plane] + std::size_t(y) * frame.linesize[plane], from[plane] + std::size_t(y) * width, width);
  }
  frame.pts = state_->piece.frames++;
  expect(avcodec_send_frame(state_->context.get(), &frame), "H.264 encoder");
  state_->drain();
}

Piece PieceEncoder::finish() {
  expect(avcodec_send_frame(state_->context.get(), nullptr), "H.264 encoder");
  state_->drain();
  return std::move(state_->piece);
}

namespace {
constexpr std::uint64_t kMark = 0x3247455350475250ULL;

template <class T>
void put(std::ostream& out, const T& value) {
  out.write(reinterpret_cast<const char*>(&value), sizeof value);
}
template <class T>
bool take(std::istream& in, T& value) {
  return bool(in.read(reinterpret_cast<char*>(&value), sizeof value));
}
bool take_bytes(std::istream& in, std::vector<std::uint8_t>& bytes) {
  std::uint64_t size = 0;
  if (!take(in, size) || size > (1ULL << 28)) return false;
  bytes.resize(size);
  return bool(in.read(reinterpret_cast<char*>(bytes.data()), std::streamsize(size)));
}
void put_bytes(std::ostream& out, const std::vector<std::uint8_t>& bytes) {
  put(out, std::uint64_t(bytes.size()));
  out.write(reinterpret_cast<const char*>(bytes.data()), std::streamsize(bytes.size()));
}
}  // namespace

void save(const Piece& piece, const fs::path& file) {
  const fs::path beside = file.string() + ".part";
  {
    std::ofstream out(beside, std::ios::binary);
    put(out, kMark);
    put(out, piece.frames);
    put_bytes(out, piece.extradata);
    put(out, std::uint64_t(piece.packets.size()));
    for (const auto& packet : piece.packets) {
      put(out, packet.pts);
      put(out, packet.is_key);
      put_bytes(out, packet.data);
    }
    out.flush();
    if (!out) throw EncoderFailed("the disk takes no more");
  }
  // Whole or not at all, whenever the process ends.
  fs::rename(beside, file);
}

bool load(Piece& piece, const fs::path& file, int frames) {
  std::ifstream in(file, std::ios::binary);
  std::uint64_t mark = 0, count = 0;
  if (!take(in, mark) || mark != kMark || !take(in, piece.frames) || piece.frames != frames) return false;
  if (!take_bytes(in, piece.extradata) || !take(in, count) || count != std::uint64_t(frames)) return false;
  piece.packets.resize(count);
  for (auto& packet : piece.packets)
    if (!take(in, packet.pts) || !take(in, packet.is_key) || !take_bytes(in, packet.data)) return false;
  return true;
}

}  // namespace avatar
