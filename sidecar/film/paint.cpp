#include "film/paint.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>

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

// Keeps the slide it is on, and lays one picture after another on it.
class Painter {
 public:
  explicit Painter(const Job& job) : job_(job) {
    picture_ = {job.panel.w, job.panel.h, std::vector<std::uint8_t>(std::size_t(job.panel.w) * job.panel.h * 4)};
  }

  Piece paint(const Range& range, const Present& present, const std::function<void()>& painted) {
    enter(range.segment);
    PieceEncoder encoder(job_);
    for (int frame = range.first; frame < range.first + range.frames; ++frame) {
      present(frame, picture_);
      stage_->compose(picture_, planes_);
      encoder.add(planes_);
      painted();
    }
    return encoder.finish();
  }

  Image still(int segment, int frame, const Present& present) {
    enter(segment);
    present(frame, picture_);
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

  const Job& job_;
  Picture picture_;
  Planes planes_;
  std::string slide_;
  std::unique_ptr<Stage> stage_;
};

}  // namespace

std::vector<Piece> paint_all(const Job& job, const Timeline& line, const Source& source, const fs::path& folder,
                             const std::function<void(int)>& progress) {
  fs::create_directories(folder);
  const std::vector<Range> ranges = ranges_of(line, job.fps);
  std::vector<Piece> pieces(ranges.size());
  std::atomic<std::size_t> next = 0;
  std::atomic<int> done = 0;
  std::atomic<bool> has_failed = false;
  std::mutex lock;
  std::exception_ptr failure;
  const auto painted = [&](int frames) {
    const int now = done += frames;
    std::lock_guard held(lock);
    progress(now);
  };
  const auto work = [&] {
    try {
      Painter painter(job);
      Present present;
      int expected = -1;
      for (std::size_t i; !has_failed && (i = next++) < ranges.size();) {
        const auto [segment, first, frames] = ranges[i];
        const fs::path file = folder / (std::to_string(first) + ".piece");
        if (load(pieces[i], file, frames)) {
          painted(frames);
          continue;
        }
        if (!present || (source.is_in_order && expected != first)) present = source.open(first);
        pieces[i] = painter.paint(ranges[i], present, [&] { painted(1); });
        expected = first + frames;
        save(pieces[i], file);
      }
    } catch (...) {
      std::lock_guard held(lock);
      failure = std::current_exception();
      has_failed = true;
    }
  };
  const std::size_t cores = source.is_in_order ? 1 : std::max(1U, std::thread::hardware_concurrency());
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < std::min(cores, ranges.size()); ++i) threads.emplace_back(work);
  for (auto& thread : threads) thread.join();
  if (failure) std::rethrow_exception(failure);
  return pieces;
}

Image still(const Job& job, int segment, int frame, const Present& present) { return Painter(job).still(segment, frame, present); }

}  // namespace avatar
