// libav's objects with owners.
#pragma once
extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/opt.h>
}
#include <memory>
#include <stdexcept>
#include <string>

namespace avatar {

struct AvFree {
  void operator()(AVCodecContext* it) const { avcodec_free_context(&it); }
  void operator()(AVFrame* it) const { av_frame_free(&it); }
  void operator()(AVPacket* it) const { av_packet_free(&it); }
};
using CodecContext = std::unique_ptr<AVCodecContext, AvFree>;
using Frame = std::unique_ptr<AVFrame, AvFree>;
using Packet = std::unique_ptr<AVPacket, AvFree>;

// Of the encoder or of the container: with the name of what was asked.
struct EncoderFailed : std::runtime_error {
  using std::runtime_error::runtime_error;
};

inline int expect(int result, const char* what) {
  if (result >= 0) return result;
  char reason[AV_ERROR_MAX_STRING_SIZE] = {};
  av_strerror(result, reason, sizeof reason);
  throw EncoderFailed(std::string(what) + ": " + reason);
}

}  // namespace avatar
