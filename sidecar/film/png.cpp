#include <fstream>
#include <iterator>

#include "film/av.h"
#include "film/compose.h"

extern "C" {
#include <libswscale/swscale.h>
}

namespace avatar {
namespace {

struct SwsFree {
  void operator()(SwsContext* it) const { sws_freeContext(it); }
};

Frame decoded(AVCodecID id, std::vector<std::uint8_t> bytes) {
  const AVCodec* codec = avcodec_find_decoder(id);
  CodecContext context(avcodec_alloc_context3(codec));
  context->thread_count = 1;
  expect(avcodec_open2(context.get(), codec, nullptr), "PNG decoder");
  const auto size = bytes.size();
  bytes.resize(size + AV_INPUT_BUFFER_PADDING_SIZE);
  Packet packet(av_packet_alloc());
  packet->data = bytes.data();
  packet->size = int(size);
  expect(avcodec_send_packet(context.get(), packet.get()), "slide");
  expect(avcodec_send_packet(context.get(), nullptr), "slide");
  Frame frame(av_frame_alloc());
  expect(avcodec_receive_frame(context.get(), frame.get()), "slide");
  return frame;
}

}  // namespace

Image read_png(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  const Frame frame = decoded(AV_CODEC_ID_PNG, {std::istreambuf_iterator<char>(in), {}});
  Image image{frame->width, frame->height, std::vector<std::uint8_t>(std::size_t(frame->width) * frame->height * 3)};
  std::unique_ptr<SwsContext, SwsFree> scale(sws_getContext(frame->width, frame->height, AVPixelFormat(frame->format), frame->width,
                                                            frame->height, AV_PIX_FMT_RGB24, SWS_POINT, nullptr, nullptr, nullptr));
  std::uint8_t* to[] = {image.rgb.data()};
  const int stride[] = {frame->width * 3};
  sws_scale(scale.get(), frame->data, frame->linesize, 0, frame->height, to, stride);
  return image;
}

void write_jpeg(const Image& image, const std::filesystem::path& file) {
  const AVCodec* codec = avcodec_find_encoder(AV_CODEC_ID_MJPEG);
  CodecContext context(avcodec_alloc_context3(codec));
  context->width = image.width;
  context->height = image.height;
  context->time_base = {1, 1};
  context->pix_fmt = AV_PIX_FMT_YUVJ444P;
  context->flags |= AV_CODEC_FLAG_QSCALE;
  context->global_quality = FF_QP2LAMBDA * 3;
  expect(avcodec_open2(context.get(), codec, nullptr), "JPEG encoder");
  Frame frame(av_frame_alloc());
  frame->format = context->pix_fmt;
  frame->width = image.width;
  frame->height = image.height;
  frame->quality = context->global_quality;
  expect(av_frame_get_buffer(frame.get(), 0), "poster");
  std::unique_ptr<SwsContext, SwsFree> scale(sws_getContext(image.width, image.height, AV_PIX_FMT_RGB24, image.width, image.height,
                                                            AV_PIX_FMT_YUVJ444P, SWS_POINT, nullptr, nullptr, nullptr));
  const std::uint8_t* from[] = {image.rgb.data()};
  const int stride[] = {image.width * 3};
  sws_scale(scale.get(), from, stride, 0, image.height, frame->data, frame->linesize);
  expect(avcodec_send_frame(context.get(), frame.get()), "poster");
  Packet packet(av_packet_alloc());
  expect(avcodec_receive_packet(context.get(), packet.get()), "poster");
  std::ofstream(file, std::ios::binary).write(reinterpret_cast<const char*>(packet->data), packet->size);
}

}  // namespace avatar
