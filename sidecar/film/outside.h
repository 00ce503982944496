// A presenter from elsewhere: a neural one, say, whose weights and licence are the user's. It gives pictures of the
// window and nothing else; composing, encoding, captions and the look at the finished file stay here.
#pragma once
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>

#include "render/raster.h"

namespace avatar {

// What it says of itself. Without a licence named it is not used.
struct OutsideFacts {
  std::string name, licence;
  bool is_for_commerce = false;
  // Shows a real person, which needs that person's consent on record.
  bool is_likeness = false;
  std::string consent;
};

struct OutsideOrder {
  std::filesystem::path wav, timings;
  std::string presenter;
  int width, height, fps;
  // The first frame wanted, and how many follow.
  int from, frames;
};

// Pictures in order, each `width` x `height` of straight RGBA bytes.
class OutsidePictures {
 public:
  virtual ~OutsidePictures() = default;
  // Throws OutsideFailed where the source ends early or is silent too long.
  virtual void next(Picture& into) = 0;
};

struct OutsideFailed : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class Outside {
 public:
  virtual ~Outside() = default;
  // Throws OutsideFailed with the reason where it may not or cannot be used.
  virtual OutsideFacts facts() = 0;
  virtual std::unique_ptr<OutsidePictures> render(const OutsideOrder& order) = 0;
};

// "exec" runs the program of AVATAR_BACKEND_EXEC, "http" asks the server of AVATAR_BACKEND_HTTP; null where the
// environment names none. Facts that forbid its use are refused here: no licence, a likeness without consent, and
// no commercial use unless AVATAR_NONCOMMERCIAL=yes.
std::unique_ptr<Outside> open_outside(const std::string& backend);
OutsideFacts permitted(Outside& outside);

}  // namespace avatar
