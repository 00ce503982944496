/** Keeps a fault of one view from taking the frame with it. */
import { Component, type ComponentChildren } from 'preact';
import { Failure } from '../kit/standing.tsx';

type Props = { children: ComponentChildren };

/** Shows what failed in place of the view; the next address tries afresh (mount with a key). */
export class Boundary extends Component<Props, { error: unknown }> {
  override state = { error: null as unknown };

  override componentDidCatch(error: unknown): void {
    this.setState({ error });
  }

  override render({ children }: Props) {
    if (this.state.error === null) return children;
    return (
      <Failure heading={1} error={this.state.error} onRetry={() => this.setState({ error: null })}>
        <a href="/">Home</a>
      </Failure>
    );
  }
}
