#include "film/render_film.h"

#include <atomic>
#include <chrono>
#include <exception>
#include <fstream>
#include <mutex>
#include <thread>

#include "film/captions.h"
#include "film/compose.h"
#include "film/encode.h"
#include "film/mux.h"
#include "film/report.h"
#include "film/verify.h"
#include "render/motion.h"
#include "render/raster.h"

namespace avatar {
namespace fs = std::filesystem;
namespace {

// Seconds of a piece: short enough that a crash costs little and the last ones end together.
constexpr int kPieceSeconds = 2;

struct Range {
  int segment, first, frames;
};

std::vector<Range> ranges_of(const Timeline& line, int fps) {
  std::vector<Range> ranges;
  for (int i = 0; i < int(line.slide_frames.size()); ++i) {
    const int end = i + 1 < int(line.slide_frames.size()) ? line.slide_frames[i + 1] : line.frames;
    // Pieces of a slide are of one length, give or take a frame, so that none is too short to be worth a key frame.
    const int length = end - line.slide_frames[i], count = std::max(1, (length + kPieceSeconds * fps / 2) / (kPieceSeconds * fps));
    for (int part = 0; part < count; ++part) {
      const int from = length * part / count, to = length * (part + 1) / count;
      ranges.push_back({i, line.slide_frames[i] + from, to - from});
    }
  }
  return ranges;
}

std::vector<Face> faces_of(const Job& job, const Timeline& line) {
  Talk talk{mouth_track(line.phones, line.frames, job.fps), loudness_of(line, job.fps), double(job.fps), line.sentences, {}, job.seed, job.is_calm};
  for (const int frame : line.slide_frames)
    if (frame > 0) talk.slides.push_back(double(frame) / job.fps);
  return face_track(talk);
}

// One thread's share of the work: it keeps the slide it is on, and draws frame after frame.
class Painter {
 public:
  Painter(const Job& job, const std::vector<Face>& faces, bool with_presenter)
      : job_(job), faces_(faces), with_presenter_(with_presenter) {
    scene_.style = presenter_named(job.presenter);
    scene_.framing = job.framing;
    picture_ = {job.panel.w, job.panel.h, std::vector<std::uint8_t>(std::size_t(job.panel.w) * job.panel.h * 4)};
  }

  Piece paint(const Range& range, const std::function<void()>& painted) {
    enter(range.segment);
    PieceEncoder encoder(job_);
    for (int frame = range.first; frame < range.first + range.frames; ++frame) {
      present(frame);
      stage_->compose(picture_, planes_);
      encoder.add(planes_);
      painted();
    }
    return encoder.finish();
  }

  Image still(int segment, int frame) {
    enter(segment);
    present(frame);
    return stage_->still(picture_);
  }

 private:
  void enter(int segment) {
    const std::string& id = job_.segments[segment].slide;
    if (stage_ && id == slide_) return;
    const auto at = std::find(job_.slide_ids.begin(), job_.slide_ids.end(), id) - job_.slide_ids.begin();
    stage_ = std::make_unique<Stage>(job_, read_png(job_.slide_files[at]));
    slide_ = id;
  }

  void present(int frame) {
    if (!with_presenter_) return;
    scene_.face = faces_[frame];
    draw(scene_, picture_);
  }

  const Job& job_;
  const std::vector<Face>& faces_;
  bool with_presenter_;
  Scene scene_;
  Picture picture_;
  Planes planes_;
  std::string slide_;
  std::unique_ptr<Stage> stage_;
};

std::vector<Piece> paint_all(const Job& job, const Timeline& line, const std::vector<Face>& faces, const fs::path& folder, const Progress& progress) {
  fs::create_directories(folder);
  const std::vector<Range> ranges = ranges_of(line, job.fps);
  std::vector<Piece> pieces(ranges.size());
  std::atomic<std::size_t> next = 0;
  std::atomic<int> done = 0;
  std::mutex lock;
  std::exception_ptr failed;
  auto told = std::chrono::steady_clock::now();
  const auto painted = [&](int frames) {
    done += frames;
    std::lock_guard held(lock);
    const auto now = std::chrono::steady_clock::now();
    if (now - told < std::chrono::milliseconds(400)) return;
    told = now;
    progress.stage("render", done, line.frames);
  };
  const auto work = [&] {
    try {
      Painter painter(job, faces, job.backend != "none");
      for (std::size_t i; !failed && (i = next++) < ranges.size();) {
        const fs::path file = folder / (std::to_string(ranges[i].first) + ".piece");
        if (load(pieces[i], file, ranges[i].frames)) {
          painted(ranges[i].frames);
          continue;
        }
        pieces[i] = painter.paint(ranges[i], [&] { painted(1); });
        save(pieces[i], file);
      }
    } catch (...) {
      std::lock_guard held(lock);
      failed = std::current_exception();
    }
  };
  std::vector<std::thread> threads;
  const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
  for (unsigned i = 0; i < std::min<std::size_t>(cores, ranges.size()); ++i) threads.emplace_back(work);
  for (auto& thread : threads) thread.join();
  if (failed) std::rethrow_exception(failed);
  return pieces;
}

void write_text(const fs::path& file, const std::string& text) { std::ofstream(file, std::ios::binary) << text; }

}  // namespace

void render_film(const fs::path& folder, const fs::path& slides, const Progress& progress) {
  const auto began = std::chrono::steady_clock::now();
  Job job = read_job(folder, slides);
  if (job.backend == "cuda") progress.degraded("cuda", "cpu", "this program was built without a graphics card in mind");
  progress.stage("tts", 0, 100);
  const Timeline line = speak(job, [&](double share) { progress.stage("tts", int(share * 100), 100); });
  const std::vector<Cue> cues = cues_of(line, job.fps);
  const std::vector<Face> faces = faces_of(job, line);
  progress.stage("render", 0, line.frames);
  Film film{job.width, job.height, job.fps, paint_all(job, line, faces, folder / "pieces", progress), line.samples, line.rate, cues,
            job.label, job.label + ": no real person speaks or is shown.", "eng"};
  progress.stage("mux", line.frames, line.frames);
  const fs::path out = folder / "out";
  fs::create_directories(out);
  write_film(film, out / "video.mp4");
  write_text(out / "captions.vtt", vtt_of(cues, job.label + ". No real person speaks or is shown."));
  write_text(out / "timings.json", timings_of(job, line));
  Painter painter(job, faces, job.backend != "none");
  // A moment after the first words: the presenter looks at the viewer, the mouth has begun.
  write_jpeg(painter.still(0, std::min(line.frames - 1, int(.3 * job.fps))), out / "poster.jpg");
  progress.stage("verify", line.frames, line.frames);
  const double took = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  write_text(out / "report.json", report_of(job, line, cues, look_at(out / "video.mp4", mouth_window(job), line.phones), took));
  fs::remove_all(folder / "pieces");
}

}  // namespace avatar
