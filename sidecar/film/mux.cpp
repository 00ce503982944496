#include "film/mux.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <memory>

#include "film/av.h"

extern "C" {
#include <libavutil/channel_layout.h>
#include <libswresample/swresample.h>
}

namespace avatar {
namespace {

constexpr int kSoundRate = 48000;
// How captions look where the player asks the file (3GPP TS 26.245, a tx3g sample entry): white, at the bottom.
constexpr std::uint8_t kCaptionLook[] = {0, 0, 0, 0, 1, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 18, 255, 255, 255, 255,
                                         0, 0, 0, 18, 'f', 't', 'a', 'b', 0, 1, 0, 1, 5, 'S', 'e', 'r', 'i', 'f'};

struct Timed {
  Packet packet;
  double dts;
};

class Muxing {
 public:
  Muxing(const Film& film, const std::filesystem::path& file) : film_(film) {
    expect(avformat_alloc_output_context2(&out_, nullptr, "mp4", file.c_str()), "MP4");
    expect(avio_open(&out_->pb, file.c_str(), AVIO_FLAG_WRITE), "MP4 file");
  }
  ~Muxing() {
    if (out_->pb) avio_closep(&out_->pb);
    avformat_free_context(out_);
  }
  Muxing(const Muxing&) = delete;

  void write() {
    av_dict_set(&out_->metadata, "title", film_.title.c_str(), 0);
    av_dict_set(&out_->metadata, "comment", film_.comment.c_str(), 0);
    add_picture();
    add_sound();
    add_captions();
    AVDictionary* options = nullptr;
    av_dict_set(&options, "movflags", "+faststart", 0);
    const int result = avformat_write_header(out_, &options);
    av_dict_free(&options);
    expect(result, "MP4 header");
    std::stable_sort(packets_.begin(), packets_.end(), [](const Timed& a, const Timed& b) { return a.dts < b.dts; });
    for (auto& [packet, dts] : packets_) {
      const AVRational from = bases_[packet->stream_index];
      av_packet_rescale_ts(packet.get(), from, out_->streams[packet->stream_index]->time_base);
      expect(av_write_frame(out_, packet.get()), "MP4 packet");
    }
    expect(av_write_trailer(out_), "MP4 trailer");
  }

 private:
  AVStream* stream(AVRational base) {
    AVStream* const made = avformat_new_stream(out_, nullptr);
    made->time_base = base;
    bases_.push_back(base);
    return made;
  }

  Packet packet(int stream, const std::uint8_t* data, std::size_t size) {
    Packet made(av_packet_alloc());
    expect(av_new_packet(made.get(), int(size)), "packet");
    std::memcpy(made->data, data, size);
    made->stream_index = stream;
    return made;
  }

  void push(Packet made) {
    const AVRational base = bases_[made->stream_index];
    const double dts = double(made->dts) * base.num / base.den;
    packets_.push_back({std::move(made), dts});
  }

  void add_picture() {
    AVStream* const made = stream({1, film_.fps});
    made->avg_frame_rate = {film_.fps, 1};
    AVCodecParameters& codec = *made->codecpar;
    codec.codec_type = AVMEDIA_TYPE_VIDEO;
    codec.codec_id = AV_CODEC_ID_H264;
    codec.width = film_.width;
    codec.height = film_.height;
    codec.format = AV_PIX_FMT_YUV420P;
    codec.color_space = AVCOL_SPC_BT709;
    codec.color_primaries = AVCOL_PRI_BT709;
    codec.color_trc = AVCOL_TRC_BT709;
    codec.color_range = AVCOL_RANGE_MPEG;
    const auto& extra = film_.pieces.front().extradata;
    codec.extradata = static_cast<std::uint8_t*>(av_mallocz(extra.size() + AV_INPUT_BUFFER_PADDING_SIZE));
    codec.extradata_size = int(extra.size());
    std::memcpy(codec.extradata, extra.data(), extra.size());
    // Decoding times count packets; they begin early enough for the picture that is shown furthest before its turn.
    std::int64_t offset = 0, turn = 0, early = 0;
    for (const auto& piece : film_.pieces) {
      for (const auto& coded : piece.packets) early = std::max(early, turn++ - coded.pts - offset);
      offset += piece.frames;
    }
    offset = turn = 0;
    for (const auto& piece : film_.pieces) {
      for (const auto& coded : piece.packets) {
        Packet one = packet(made->index, coded.data.data(), coded.data.size());
        one->pts = coded.pts + offset;
        one->dts = turn++ - early;
        one->duration = 1;
        if (coded.is_key) one->flags |= AV_PKT_FLAG_KEY;
        push(std::move(one));
      }
      offset += piece.frames;
    }
  }

  // The whole sound at the film's rate, block by block: a resampler that is given hours at once gives nothing back.
  void resampled(const std::function<void(const float*, int)>& each) const {
    constexpr std::size_t kBlock = 1 << 15;
    AVChannelLayout mono = AV_CHANNEL_LAYOUT_MONO;
    SwrContext* made = nullptr;
    expect(swr_alloc_set_opts2(&made, &mono, AV_SAMPLE_FMT_FLT, kSoundRate, &mono, AV_SAMPLE_FMT_FLT, film_.rate, 0, nullptr), "resampler");
    const std::unique_ptr<SwrContext, void (*)(SwrContext*)> swr(made, [](SwrContext* it) { swr_free(&it); });
    expect(swr_init(swr.get()), "resampler");
    std::vector<float> out;
    const auto convert = [&](const float* samples, int count) {
      out.resize(std::size_t(expect(swr_get_out_samples(swr.get(), count), "resampler")) + 1);
      std::uint8_t* to[] = {reinterpret_cast<std::uint8_t*>(out.data())};
      const std::uint8_t* from[] = {reinterpret_cast<const std::uint8_t*>(samples)};
      each(out.data(), expect(swr_convert(swr.get(), to, int(out.size()), samples ? from : nullptr, count), "resampler"));
    };
    for (std::size_t at = 0; at < film_.samples.size(); at += kBlock)
      convert(&film_.samples[at], int(std::min(kBlock, film_.samples.size() - at)));
    convert(nullptr, 0);
  }

  void add_sound() {
    const AVCodec* codec = avcodec_find_encoder(AV_CODEC_ID_AAC);
    if (!codec) throw EncoderFailed("this machine has no AAC encoder");
    CodecContext context(avcodec_alloc_context3(codec));
    context->sample_rate = kSoundRate;
    context->sample_fmt = AV_SAMPLE_FMT_FLTP;
    av_channel_layout_default(&context->ch_layout, 1);
    context->bit_rate = 96000;
    context->time_base = {1, kSoundRate};
    context->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    expect(avcodec_open2(context.get(), codec, nullptr), "AAC encoder");
    AVStream* const made = stream({1, kSoundRate});
    expect(avcodec_parameters_from_context(made->codecpar, context.get()), "AAC stream");
    Frame frame(av_frame_alloc());
    Packet got(av_packet_alloc());
    const auto drain = [&] {
      while (avcodec_receive_packet(context.get(), got.get()) == 0) {
        Packet one(av_packet_clone(got.get()));
        one->stream_index = made->index;
        push(std::move(one));
        av_packet_unref(got.get());
      }
    };
    std::vector<float> waiting;
    std::size_t sent = 0;
    // Whole frames; the rest waits for more, unless it is the last.
    const auto send = [&](bool is_last) {
      const auto whole = std::size_t(context->frame_size);
      std::size_t at = 0;
      for (; at + whole <= waiting.size() || (is_last && at < waiting.size()); at += whole) {
        frame->format = AV_SAMPLE_FMT_FLTP;
        frame->nb_samples = int(std::min(whole, waiting.size() - at));
        frame->sample_rate = kSoundRate;
        av_channel_layout_default(&frame->ch_layout, 1);
        expect(av_frame_get_buffer(frame.get(), 0), "sound");
        std::memcpy(frame->data[0], &waiting[at], frame->nb_samples * sizeof(float));
        frame->pts = std::int64_t(sent + at);
        expect(avcodec_send_frame(context.get(), frame.get()), "AAC encoder");
        av_frame_unref(frame.get());
        drain();
      }
      at = std::min(at, waiting.size());
      sent += at;
      waiting.erase(waiting.begin(), waiting.begin() + std::ptrdiff_t(at));
    };
    resampled([&](const float* samples, int count) {
      waiting.insert(waiting.end(), samples, samples + count);
      send(false);
    });
    const auto wanted = std::size_t(double(film_.samples.size()) * kSoundRate / film_.rate + .5);
    waiting.resize(wanted > sent ? wanted - sent : 0, 0.F);
    send(true);
    expect(avcodec_send_frame(context.get(), nullptr), "AAC encoder");
    drain();
  }

  void add_captions() {
    AVStream* const made = stream({1, 1000});
    AVCodecParameters& codec = *made->codecpar;
    codec.codec_type = AVMEDIA_TYPE_SUBTITLE;
    codec.codec_id = AV_CODEC_ID_MOV_TEXT;
    codec.extradata = static_cast<std::uint8_t*>(av_mallocz(sizeof kCaptionLook + AV_INPUT_BUFFER_PADDING_SIZE));
    codec.extradata_size = sizeof kCaptionLook;
    std::memcpy(codec.extradata, kCaptionLook, sizeof kCaptionLook);
    av_dict_set(&made->metadata, "language", film_.lang.c_str(), 0);
    std::int64_t shown = 0;
    for (const auto& cue : film_.cues) {
      const auto t0 = std::int64_t(cue.t0 * 1000 + .5), t1 = std::int64_t(cue.t1 * 1000 + .5);
      // A gap is a caption that says nothing.
      if (t0 > shown) add_caption(made->index, "", shown, t0);
      std::string text;
      for (const auto& line : cue.lines) text += (text.empty() ? "" : "\n") + line;
      add_caption(made->index, text, t0, t1);
      shown = t1;
    }
  }

  void add_caption(int index, const std::string& text, std::int64_t t0, std::int64_t t1) {
    std::string data{char(text.size() >> 8), char(text.size() & 255)};
    data += text;
    Packet one = packet(index, reinterpret_cast<const std::uint8_t*>(data.data()), data.size());
    one->pts = one->dts = t0;
    one->duration = t1 - t0;
    one->flags |= AV_PKT_FLAG_KEY;
    push(std::move(one));
  }

  const Film& film_;
  AVFormatContext* out_ = nullptr;
  std::vector<AVRational> bases_;
  std::vector<Timed> packets_;
};

}  // namespace

void write_film(const Film& film, const std::filesystem::path& file) {
  Muxing(film, file).write();
}

}  // namespace avatar
