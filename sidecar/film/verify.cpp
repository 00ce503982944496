#include "film/verify.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <random>

#include "film/av.h"
#include "render/pose.h"
#include "render/raster.h"

extern "C" {
#include <libavutil/channel_layout.h>
#include <libswresample/swresample.h>
}

namespace avatar {
namespace {

constexpr int kRate = 16000;
// A pixel counts as the inside of a mouth where it is darker than this share of the face round it.
constexpr double kDark = .40;
// The mouth is seen as shut below this share of how dark it gets.
constexpr double kShut = .12;
// Loudness, as `Loudness` has it, of a level 40 dB under a loud voice.
constexpr double kAudible = .05;
constexpr double kLongestLag = .3, kLagStep = .005;

struct Input {
  AVFormatContext* context = nullptr;
  explicit Input(const std::filesystem::path& file) {
    expect(avformat_open_input(&context, file.c_str(), nullptr, nullptr), "film");
    expect(avformat_find_stream_info(context, nullptr), "film");
  }
  ~Input() { avformat_close_input(&context); }
  Input(const Input&) = delete;
};

void decode(const std::filesystem::path& file, AVMediaType type, const std::function<void(const AVFrame&, double)>& each, AVStream& info) {
  const Input in(file);
  const AVCodec* codec = nullptr;
  const int index = expect(av_find_best_stream(in.context, type, -1, -1, &codec, 0), "film's streams");
  const AVStream& stream = *in.context->streams[index];
  info = stream;
  CodecContext context(avcodec_alloc_context3(codec));
  expect(avcodec_parameters_to_context(context.get(), stream.codecpar), "film");
  context->pkt_timebase = stream.time_base;
  context->thread_count = 2;
  expect(avcodec_open2(context.get(), codec, nullptr), "decoder");
  Packet packet(av_packet_alloc());
  Frame frame(av_frame_alloc());
  const auto drain = [&] {
    while (avcodec_receive_frame(context.get(), frame.get()) == 0) {
      const auto stamp = frame->best_effort_timestamp == AV_NOPTS_VALUE ? 0 : frame->best_effort_timestamp;
      each(*frame, double(stamp) * av_q2d(stream.time_base));
      av_frame_unref(frame.get());
    }
  };
  while (av_read_frame(in.context, packet.get()) >= 0) {
    if (packet->stream_index == index && avcodec_send_packet(context.get(), packet.get()) >= 0) drain();
    av_packet_unref(packet.get());
  }
  avcodec_send_packet(context.get(), nullptr);
  drain();
}

struct Seen {
  std::vector<double> times, dark;
};

// How dark the dark parts are that skin surrounds. What is dark and reaches the window's edge is hair, or the neck's shadow.
double enclosed_dark(std::vector<std::uint8_t> face, int width, double below) {
  const int height = int(face.size()) / width;
  std::vector<int> open;
  const auto clear = [&](int x, int y) {
    if (x < 0 || y < 0 || x >= width || y >= height || face[y * width + x] >= below) return;
    face[y * width + x] = 255;
    open.push_back(y * width + x);
  };
  for (int x = 0; x < width; ++x) clear(x, 0), clear(x, height - 1);
  for (int y = 0; y < height; ++y) clear(0, y), clear(width - 1, y);
  while (!open.empty()) {
    const int x = open.back() % width, y = open.back() / width;
    open.pop_back();
    clear(x - 1, y), clear(x + 1, y), clear(x, y - 1), clear(x, y + 1);
  }
  double sum = 0;
  for (const std::uint8_t luma : face) sum += std::max(0.0, below - luma);
  return sum / double(face.size());
}

// How much of the window is as dark as the inside of a mouth, frame by frame.
Seen see(const std::filesystem::path& file, const Window& window, Found& found) {
  std::vector<std::vector<std::uint8_t>> faces;
  Seen seen;
  AVStream info{};
  decode(file, AVMEDIA_TYPE_VIDEO, [&](const AVFrame& frame, double t) {
    std::vector<std::uint8_t> face;
    for (int y = window.y; y < std::min(window.y + window.h, frame.height); ++y)
      for (int x = window.x; x < std::min(window.x + window.w, frame.width); ++x)
        face.push_back(frame.data[0][std::size_t(y) * frame.linesize[0] + x]);
    faces.push_back(std::move(face));
    seen.times.push_back(t);
  }, info);
  found.frames = int(faces.size());
  found.fps = av_q2d(info.avg_frame_rate);
  found.seconds = double(found.frames) / found.fps;
  std::vector<std::uint8_t> middle;
  for (const auto& face : faces) {
    auto sorted = face;
    std::nth_element(sorted.begin(), sorted.begin() + sorted.size() / 2, sorted.end());
    middle.push_back(sorted[sorted.size() / 2]);
  }
  std::nth_element(middle.begin(), middle.begin() + middle.size() / 2, middle.end());
  const double below = 16 + kDark * (middle[middle.size() / 2] - 16);
  for (auto& face : faces) seen.dark.push_back(enclosed_dark(std::move(face), window.w, below));
  return seen;
}

std::vector<float> hear(const std::filesystem::path& file, Found& found) {
  std::vector<float> samples;
  SwrContext* swr = nullptr;
  AVStream info{};
  decode(file, AVMEDIA_TYPE_AUDIO, [&](const AVFrame& frame, double t) {
    if (!swr) {
      AVChannelLayout mono = AV_CHANNEL_LAYOUT_MONO, given = frame.ch_layout;
      expect(swr_alloc_set_opts2(&swr, &mono, AV_SAMPLE_FMT_FLT, kRate, &given, AVSampleFormat(frame.format), frame.sample_rate, 0, nullptr), "sound");
      expect(swr_init(swr), "sound");
      // Sound that starts late is silence before.
      if (t > 0) samples.resize(std::size_t(t * kRate + .5), 0.F);
    }
    std::vector<float> more(std::size_t(frame.nb_samples) * kRate / frame.sample_rate + 64);
    std::uint8_t* to[] = {reinterpret_cast<std::uint8_t*>(more.data())};
    const int got = swr_convert(swr, to, int(more.size()), const_cast<const std::uint8_t**>(frame.extended_data), frame.nb_samples);
    samples.insert(samples.end(), more.begin(), more.begin() + std::max(0, got));
  }, info);
  swr_free(&swr);
  found.sound_seconds = double(samples.size()) / kRate;
  return samples;
}

// Loudness round a moment: the square root of the mean level over 60 ms, which is near how loud it is felt.
class Loudness {
 public:
  explicit Loudness(const std::vector<float>& samples) : sums_(samples.size() + 1) {
    for (std::size_t i = 0; i < samples.size(); ++i) sums_[i + 1] = sums_[i] + double(samples[i]) * samples[i];
  }
  double at(double t) const {
    const double last = double(sums_.size() - 1);
    const auto from = std::size_t(std::clamp((t - .03) * kRate, 0.0, last)), to = std::size_t(std::clamp((t + .03) * kRate, 0.0, last));
    return to > from ? std::pow((sums_[to] - sums_[from]) / double(to - from), .25) : 0;
  }

 private:
  std::vector<double> sums_;
};

double correlation(const std::vector<double>& a, const std::vector<double>& b) {
  const double n = double(a.size());
  double sa = 0, sb = 0, aa = 0, bb = 0, ab = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    sa += a[i];
    sb += b[i];
    aa += a[i] * a[i];
    bb += b[i] * b[i];
    ab += a[i] * b[i];
  }
  const double spread = std::sqrt(std::max(0.0, aa - sa * sa / n) * std::max(0.0, bb - sb * sb / n));
  return spread > 0 ? (ab - sa * sb / n) / spread : 0;
}

void compare(const Seen& seen, const Loudness& loud, Found& found) {
  const auto heard_at = [&](double lag) {
    std::vector<double> heard;
    for (const double t : seen.times) heard.push_back(loud.at(t + lag));
    return heard;
  };
  const int steps = int(kLongestLag / kLagStep);
  std::vector<double> by_lag;
  for (int i = -steps; i <= steps; ++i) by_lag.push_back(correlation(seen.dark, heard_at(i * kLagStep)));
  const auto best = int(std::max_element(by_lag.begin(), by_lag.end()) - by_lag.begin());
  double lag = (best - steps) * kLagStep;
  if (best > 0 && best + 1 < int(by_lag.size())) {
    const double before = by_lag[best - 1], here = by_lag[best], after = by_lag[best + 1], bend = before - 2 * here + after;
    if (bend < 0) lag += kLagStep * .5 * (before - after) / bend;
  }
  found.offset_ms = lag * 1000;
  found.correlation = by_lag[best];
  std::vector<double> heard = heard_at(0);
  std::mt19937 random(1);
  std::shuffle(heard.begin(), heard.end(), random);
  found.shuffled = std::abs(correlation(seen.dark, heard));
}

double percentile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  const auto at = std::size_t(share * double(values.size() - 1));
  std::nth_element(values.begin(), values.begin() + at, values.end());
  return values[at];
}

void look_for_lips(const Seen& seen, const std::vector<Phone>& phones, Found& found) {
  const double low = percentile(seen.dark, .05), high = percentile(seen.dark, .95);
  const double shut = low + kShut * (high - low), frame = 1 / found.fps;
  const auto least_dark = [&](double from, double to) {
    double least = 1e9;
    for (std::size_t i = 0; i < seen.times.size(); ++i)
      if (seen.times[i] >= from && seen.times[i] <= to) least = std::min(least, seen.dark[i]);
    return least;
  };
  int closed = 0;
  double spoken = 0;
  std::size_t silent = 0, still = 0;
  const auto silence = [&](double from, double to) {
    for (std::size_t i = 0; i < seen.times.size(); ++i)
      if (seen.times[i] >= from + .1 && seen.times[i] <= to - .1) {
        ++silent;
        still += seen.dark[i] <= shut;
      }
  };
  for (const auto& phone : phones) {
    if (phone.ipa.empty()) continue;
    silence(spoken, phone.t0);
    spoken = phone.t1;
    if (!is_closure(phone.ipa)) continue;
    ++found.closures_heard;
    closed += least_dark(phone.t0 - frame, phone.t1 + frame) <= shut;
  }
  silence(spoken, found.seconds);
  found.closures = found.closures_heard ? double(closed) / found.closures_heard : 1;
  found.still = silent ? double(still) / double(silent) : 1;
}

// A film can be whole in every way and mute.
void listen(const Loudness& loud, const std::vector<Phone>& phones, Found& found) {
  int sounding = 0;
  for (const auto& phone : phones) {
    if (phone.ipa.empty()) continue;
    ++found.spoken;
    sounding += loud.at((phone.t0 + phone.t1) / 2) > kAudible;
  }
  found.heard = found.spoken ? double(sounding) / found.spoken : 1;
}

}  // namespace

Found look_at(const std::filesystem::path& film, const Window& mouth, const std::vector<Phone>& phones) {
  Found found;
  const Seen seen = see(film, mouth, found);
  const Loudness loud(hear(film, found));
  compare(seen, loud, found);
  look_for_lips(seen, phones, found);
  listen(loud, phones, found);
  return found;
}

Window mouth_window(const Job& job) {
  Scene scene;
  scene.style = presenter_named(job.presenter);
  scene.framing = job.framing;
  const Pose pose = pose_of(scene);
  // Pixels of a unit of the figure at the lips' depth.
  const double unit = job.panel.h / (2 * pose.reach * (pose.camera[2] - .85));
  const double x = job.panel.x + job.panel.w / 2.0, y = job.panel.y + job.panel.h / 2.0 - (pose.mouth_y - .06 - pose.camera[1]) * unit;
  const int w = int(1.16 * unit), h = int(.66 * unit);
  return {int(x) - w / 2, int(y) - h / 2, w, h};
}

}  // namespace avatar
